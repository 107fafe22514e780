#!/bin/bash
echo "$# $1 $2"
printf '<%s>\n' "$@"
