package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGUSR1, syscall.SIGINT)
	for _, one := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGINT} {
		syscall.Kill(syscall.Getpid(), one)
		fmt.Println(<-caught)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	syscall.Kill(syscall.Getpid(), syscall.SIGTERM)
	<-ctx.Done()
	fmt.Println(ctx.Err())
	os.Exit(42)
}
