echo first
# comment with $(no effect)
: ignored; echo \
continued
exit 7 # the end