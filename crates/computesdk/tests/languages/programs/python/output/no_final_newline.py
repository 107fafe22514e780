print("one\r\ntwo\n\n\nthree", end="")
