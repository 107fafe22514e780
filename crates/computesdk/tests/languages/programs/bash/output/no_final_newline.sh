printf 'one\r\ntwo\n\n\nthree'
