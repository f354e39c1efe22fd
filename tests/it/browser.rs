//! A real browser, with and without JavaScript. Needs Debian's chromium and chromium-driver.

use std::{net::TcpListener, path::Path, process::Stdio, time::Duration};

use domain::actor::Role;
use serde_json::json;
use testkit::{
    database::Backend,
    fixtures::{PASSWORD, member},
};
use thirtyfour::{common::capabilities::chrome::ChromeCapabilities, extensions::cdp::ChromeDevTools, prelude::*};
use tokio::process::{Child, Command};

use crate::site::Site;

const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1280,1000",
];
