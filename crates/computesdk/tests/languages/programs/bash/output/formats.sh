printf '%5s|%-5s|%05d|%x|%o|%c|%.2f|%e|%%|%b|%q\n' ab cd 42 255 8 xyz 3.14159 12345.678 'a\tb' "it's"
printf '%s,' one two three; echo
echo -e 'a\tb\u00e9\x41' '\n' ; echo -n 'x'; echo
printf '%(%Y-%m-%d)T\n' 86400; printf '%d\n' "'A" 0x1f 010
echo {a..e} {1..10..3} {x,y}{1,2} ~+/ | sed "s|$PWD|.|"
