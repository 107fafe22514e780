# Tries to get at a key of the host by its number and by its name.

KEYCTL, SESSION_KEYRING = 250, -3
UPDATE, REVOKE, DESCRIBE, LINK, SEARCH, READ = 2, 3, 6, 8, 10, 11

key = int(sys.argv[1])
buffer = ctypes.create_string_buffer(64)
answer("/proc/keys", read("/proc/keys"))
answer("/proc/key-users", read("/proc/key-users"))
answer("search the session", call(KEYCTL, SEARCH, SESSION_KEYRING, b"user", b"computesdk-canary", 0))
answer("read", call(KEYCTL, READ, key, buffer, 64))
answer("describe", call(KEYCTL, DESCRIBE, key, buffer, 64))
answer("link", call(KEYCTL, LINK, key, SESSION_KEYRING))
answer("update", call(KEYCTL, UPDATE, key, b"x", 1))
answer("revoke", call(KEYCTL, REVOKE, key))
