# Installs crates into the directory $3 for the rustc $2, in two steps ($1): `fetch` their
# sources as the manifest $4 tells, and `build` them, which runs programs of theirs.
set -e
rustc=$2 layer=$3
cargo=${rustc%/*}/cargo
[ -x "$cargo" ] || cargo=cargo
export RUSTC="$rustc" CARGO_TERM_COLOR=never
scratch=$(mktemp -d)

fetch() {
    cp "$1" "$layer/Cargo.toml"
    cd "$layer"
    echo 'fn main() {}' >main.rs
    mkdir .cargo
    "$cargo" vendor --respect-source-config --versioned-dirs sources >"$scratch/config.toml"
    names=$(grep -oE '\<registry = "[A-Za-z0-9_-]+"' Cargo.toml | cut -d'"' -f2 | sort -u)
    for name in $names; do
        index=$(index "$name")
        [ -z "$index" ] || printf '\n[registries.%s]\nindex = "%s"\n' "$name" "$index"
    done >>"$scratch/config.toml"
    cp "$scratch/config.toml" .cargo/config.toml
}

# The index of the registry of this name, as Cargo itself reads the settings: none of the
# rest, such as a token, gets to where programs of crates run.
index() {
    mkdir -p "$scratch/asked"
    cat >"$scratch/asked/Cargo.toml" <<END
[package]
name = "asked"
version = "0.0.0"
[[bin]]
name = "asked"
path = "asked.rs"
[workspace]
[dependencies]
any = { registry = "$1", version = "*" }
END
    "$cargo" metadata --offline --no-deps --format-version 1 \
        --manifest-path "$scratch/asked/Cargo.toml" >"$scratch/asked.json"
    grep -oE '"registry":"[^"]+"' "$scratch/asked.json" | cut -d'"' -f4 || :
}

# Cargo runs this in place of rustc for the program whose packages they are, and so tells
# what leads rustc to them.
tell='#!/bin/sh
case " $* " in
*" --crate-name packages "*)
    last=
    for word; do
        case $last in
        --extern | -L) printf "%s\n%s\n" "$last" "$word" ;;
        esac
        last=$word
    done >"$ARGUMENTS"
    ;;
esac
exec "$@"'

build() {
    cd "$layer"
    echo "$tell" >"$scratch/tell"
    chmod +x "$scratch/tell"
    export CARGO_HOME="$scratch/cargo" RUSTC_WORKSPACE_WRAPPER="$scratch/tell"
    export ARGUMENTS="$layer/arguments"
    "$cargo" build --offline --locked --target-dir "$layer/built"
    # Build scripts leave what they like.
    if [ -L "$layer" ] || [ ! -d "$layer" ]; then
        echo "error: could not compile: the directory of the packages is gone" >&2
        exit 1
    fi
    cd "$layer"
    chmod -R u+rwX "$layer"
    # What of them is part of a program stays, and nothing that tells where they are from.
    rm -rf sources .cargo main.rs Cargo.toml Cargo.lock
    find built -mindepth 2 -maxdepth 2 ! -name deps ! -name build -exec rm -rf {} +
    find built/*/build -mindepth 2 -maxdepth 2 ! -name out -exec rm -rf {} +
}

case $1 in
probe) "$cargo" --version ;;
registries)
    { cat ~/.cargo/config.toml ~/.cargo/config 2>/dev/null || :; echo; } |
        sed -nE "s/^[[:space:]]*(http\.)?proxy[[:space:]]*=[[:space:]]*[\"']([^\"']+)[\"'].*/proxy \2/p"
    {
        env
        cat ~/.cargo/config.toml ~/.cargo/config 2>/dev/null || :
        # Its own is told by nothing but the program itself. Older ones have none of this form.
        grep -aoE 'sparse\+https://[a-z.]+/' "$(command -v "$cargo")" || :
    } | grep -oE "https?://[^\"'[:space:]]+" || :
    ;;
fetch) fetch "$4" ;;
build) build ;;
esac
