# Recipes of the project; CI calls the same. `just` lists them.

# List the recipes.
list:
    @just --list

# Start the service on the data folder.
run *args:
    cargo run -- serve {{args}}

# A synthetic network from seed to meeting pack, served on 127.0.0.1:8080.
demo *args:
    cargo run -- demo {{args}}

# Every test, with what it needs.
test *args:
    tests/run {{args}}

# Lints as errors.
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# Format the code.
fmt:
    cargo fmt --all

# What CI runs.
ci:
    .ci/run

# Add a form to a copy of the project as one file, and try that it is everywhere.
try-a-form *args:
    tests/try-a-form {{args}}

# How much of the source is tests, and how long its files are.
figures:
    cargo run --quiet --workspace --bin figures

# Measure the budgets of the design; figures go to docs/performance.md.
bench:
    cargo build --release --bins --examples
    cargo build --workspace --bins
    target="$(realpath "${CARGO_TARGET_DIR:-target}")" && ECMOPT_BIN="$target/release/ecmopt" "$target/debug/bench"

# The biannual pack beside the same pages in pandas, matplotlib and reportlab, in turn; needs GNU time.
yardstick *args:
    cargo build --release --bins
    tests/yardstick/compare {{args}}

# Every page over 20 times the example network (406,960 contacts), or as many times as is said (`just pages 50`: a
# million): p50 and p95 of each, memory of the service.
pages *copies:
    cargo build --release --bins
    cargo build --workspace --bins
    target="$(realpath "${CARGO_TARGET_DIR:-target}")" && ECMOPT_BIN="${ECMOPT_BIN:-$target/release/ecmopt}" "$target/debug/pages" {{copies}}

# The biannual pack at 1, 20 and 100 times the example network (2,000,000 contacts): time and memory. Takes a good while, most of it importing, and 12 GB of disk.
volumes:
    cargo build --release --bins
    cargo build --workspace --bins
    target="$(realpath "${CARGO_TARGET_DIR:-target}")" && ECMOPT_BIN="${ECMOPT_BIN:-$target/release/ecmopt}" "$target/debug/volumes"

# Submissions with and without 2,000 silent connections and half headers beside them: p50 and p99 of both.
silent:
    cargo build --release --bins
    cargo build --workspace --bins
    target="$(realpath "${CARGO_TARGET_DIR:-target}")" && ECMOPT_BIN="${ECMOPT_BIN:-$target/release/ecmopt}" "$target/debug/silent"

# Trouble up to 200 times in five minutes while the service is written to: kill -9, disk full, read-only disk, standstill.
# Counts what is lost, and what is stored after a refusal. `just kill --postgres`: kill -9, database stopped, standstills.
kill *args:
    cargo build --workspace --bins
    "$(realpath "${CARGO_TARGET_DIR:-target}")/debug/kill" {{args}}

# sqlmap and wapiti upon the example: every kind of place that takes text, every page. Reports in target/attack; what they said is answered in docs/attacks.md.
attack *only:
    cargo build --workspace --bins
    tests/python-tools attack
    target="$(realpath "${CARGO_TARGET_DIR:-target}")" && "$target/debug/attack" "$target/attack" {{only}}

# What attacks find of releases for researchers, on made-up people and on releases weakened on purpose; written to docs/anonymity.md.
anonymity:
    cargo run --release --quiet -p disclosure --example anonymity > docs/anonymity.md.new
    mv docs/anonymity.md.new docs/anonymity.md

# Take the pictures of the walk-through (docs/images/walkthrough); needs chromium, and pngquant if it is there.
screens:
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build --workspace --bins
    "$(realpath "${CARGO_TARGET_DIR:-target}")/debug/screens"
    if command -v pngquant >/dev/null; then pngquant --force --ext .png --skip-if-larger docs/images/walkthrough/*.png; fi

# Build the demonstration's pack and verify it byte for byte.
packs:
    cargo run -- demo --once
    cargo run -- pack verify ecmopt-demo/packs/* --snapshot ecmopt-demo/snapshots/*

# Renew the copies of the example data (tests/data) from the folder of the documents that lay them down.
example-data from:
    cargo run -p example-data -- {{from}}

# Accept changed snapshots after looking at them.
snapshots:
    INSTA_UPDATE=always tests/run

# The documents of the code.
docs:
    cargo doc --workspace --no-deps --open

# Rebuild the stylesheet and the compressed assets; needs npm and Debian's brotli.
css:
    #!/usr/bin/env bash
    set -euo pipefail
    work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
    npm pack --silent --pack-destination "$work" nhsuk-frontend@10.6.1
    tar xzf "$work/nhsuk-frontend-10.6.1.tgz" -C "$work"
    mkdir "$work/load" && mv "$work/package/dist/nhsuk" "$work/load/nhsuk"
    cargo install --quiet --root "$work/tools" grass@0.13.4
    cd crates/web
    "$work/tools/bin/grass" --style compressed --load-path "$work/load" scss/app.scss assets/app.css
    cp "$work/load/nhsuk/nhsuk-frontend-10.6.1.min.js" assets/
    for file in app.css app.js nhsuk-frontend-10.6.1.min.js; do brotli -q 11 -f -k -o "assets/$file.br" "assets/$file"; done
