process.kill(process.pid, 'SIGSEGV')
for (;;);
