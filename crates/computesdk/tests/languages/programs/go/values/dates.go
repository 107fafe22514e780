package main

import (
	"fmt"
	"time"
)

func main() {
	instant := time.Unix(1_709_210_096, 789).UTC()
	fmt.Println(instant, instant.Format(time.RFC1123), instant.Format("2006-01-02T15:04:05.000Z07:00"), instant.YearDay(), instant.Weekday())
	fmt.Println(instant.In(time.FixedZone("IST", 19800)), instant.AddDate(1, 0, 0), instant.Add(-36*time.Hour).Truncate(time.Hour))
	parsed, err := time.Parse(time.RFC3339, "1969-07-20T20:17:40+02:00")
	fmt.Println(parsed.Unix(), err, 90*time.Second, time.Duration(1500)*time.Millisecond)
	_, err = time.Parse("2006-01-02", "2023-02-30")
	fmt.Println(err)
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	fmt.Println(instant.In(tokyo), err)
}
