process.kill(process.pid, 'SIGSEGV')
for (;;) { /* until it comes */ }
