# Installs crates into the directory $3 for the rustc $2, in two steps ($1): `fetch` their
# sources as the manifest $4 tells, and `build` them, which runs programs of theirs.
set -e
rustc=$2 layer=$3
cargo=${rustc%/*}/cargo
[ -x "$cargo" ] || cargo=cargo
export RUSTC="$rustc" CARGO_TERM_COLOR=never

fetch() {
    cp "$1" "$layer/Cargo.toml"
    cd "$layer"
    echo 'fn main() {}' >main.rs
    mkdir .cargo
    "$cargo" vendor --respect-source-config --versioned-dirs sources >/tmp/config.toml
    cp /tmp/config.toml .cargo/config.toml
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
    echo "$tell" >/tmp/tell
    chmod +x /tmp/tell
    export CARGO_HOME=/tmp/cargo RUSTC_WORKSPACE_WRAPPER=/tmp/tell ARGUMENTS="$layer/arguments"
    "$cargo" build --offline --locked --target-dir "$layer/built"
    # What of them is part of a program stays.
    rm -rf sources .cargo main.rs Cargo.toml
    find built -mindepth 2 -maxdepth 2 ! -name deps ! -name build -exec rm -rf {} +
    find built/*/build -mindepth 2 -maxdepth 2 ! -name out -exec rm -rf {} +
}

case $1 in
probe) "$cargo" --version ;;
registries)
    {
        env
        cat ~/.cargo/config.toml ~/.cargo/config 2>/dev/null || :
        # Its own is told by nothing but the program itself.
        grep -aoE 'sparse\+https://[a-z.]+/' "$(command -v "$cargo")" || :
    } | grep -oE 'https?://[^"[:space:]]+'
    ;;
fetch) fetch "$4" ;;
build) build ;;
esac
