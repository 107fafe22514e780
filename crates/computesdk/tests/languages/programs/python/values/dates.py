import datetime

instant = datetime.datetime.fromtimestamp(1_709_210_096, datetime.timezone.utc)
print(instant.isoformat(), instant.strftime("%A %d %B %Y %H:%M:%S %j %U"), instant.weekday())
print(instant + datetime.timedelta(days=366), datetime.date(2024, 2, 29).isocalendar())
print(instant.astimezone(datetime.timezone(datetime.timedelta(hours=5, minutes=30))))
print(datetime.datetime.fromisoformat("1969-07-20T20:17:40+00:00").timestamp())
try:
    datetime.date(2023, 2, 29)
except ValueError as error:
    print(error)
