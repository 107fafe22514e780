set -u
echo "${unset_one-default} ${unset_two:-other}"
echo "$unset_three"
echo never
