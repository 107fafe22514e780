import subprocess
import sys

echoed = subprocess.run(["cat"], input="através\n", capture_output=True, text=True)
print(repr(echoed.stdout), echoed.returncode)
piped = subprocess.Popen("printf 'b\\na\\n' | sort; exit 7", shell=True, stdout=subprocess.PIPE)
print(piped.communicate(), piped.returncode)
killed = subprocess.run(["sh", "-c", "kill -9 $$"])
print(killed.returncode)
own = subprocess.run([sys.executable, "-c", "import sys; sys.exit(len(sys.argv))", "a", ""])
print(own.returncode)
try:
    subprocess.run(["sleep", "10"], timeout=0.05)
except subprocess.TimeoutExpired as error:
    print(error.cmd)
subprocess.run(["no-such-program"])
