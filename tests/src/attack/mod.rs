//! Programs that attack web services, set upon the service of the example.

pub mod crawl;
pub mod hole;
pub mod inject;
