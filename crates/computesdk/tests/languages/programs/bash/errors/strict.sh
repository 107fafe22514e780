set -euo pipefail
echo before
false | true
echo never
