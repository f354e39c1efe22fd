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

# Measure the budgets of the design; figures go to docs/performance.md.
bench *args:
    cargo build --release --package ecmopt --package testkit --bins
    cargo run --release --package testkit --bin bench -- {{args}}

# Build the demonstration's pack and verify it byte for byte.
packs:
    cargo run -- demo --once
    cargo run -- pack verify ecmopt-demo/packs/* --snapshot ecmopt-demo/snapshots/*

# Accept changed snapshots after looking at them.
snapshots:
    INSTA_UPDATE=always tests/run

# The documents of the code.
docs:
    cargo doc --workspace --no-deps --open
