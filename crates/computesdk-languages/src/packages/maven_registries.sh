# Prints the addresses that Maven asks for packages, and the proxies that it asks them by, one
# a line: those of the settings, and its own, which the project has that all others inherit
# from.
set -e
cd "$(mktemp -d)"
mvn=$(readlink -f "$(command -v mvn)")
project=org/apache/maven/model/pom-4.0.0.xml
jar xf "${mvn%/bin/mvn}"/lib/maven-model-builder*.jar $project
cat $project ~/.m2/settings.xml /etc/maven/settings.xml 2>/dev/null |
    tr '\n' ' ' | sed 's/<!--/\n&/g; s/-->/&\n/g' | grep -v '^<!--' | tr '\n' ' ' >all

inside() {
    printf '%s\n' "$2" | sed -nE "s/.*<$1>[[:space:]]*([^<[:space:]]+).*/\1/p"
}

grep -oE '<url>[^<]*' all | sed 's/<url>//' | grep -v '//0\.0\.0\.0/' # which stands for none
sed 's/<proxy>/\n&/g; s/<\/proxy>/&\n/g' all | grep '^<proxy>' | while read -r proxy; do
    host=$(inside host "$proxy") port=$(inside port "$proxy")
    if [ "$(inside active "$proxy")" != false ] && [ -n "$host" ]; then
        echo "proxy http://$host:${port:-8080}"
    fi
done
