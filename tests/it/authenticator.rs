//! An authenticator of software: it makes passkeys and signs with them, as a phone does, and lies where a test wants it to.

use data_encoding::BASE64URL_NOPAD as BASE64;
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Somebody is there.
const PRESENT: u8 = 0x01;
/// They have shown who they are.
const VERIFIED: u8 = 0x04;
/// The answer holds a key.
const HOLDS_A_KEY: u8 = 0x40;

/// An authenticator with one passkey.
#[derive(Clone)]
pub(crate) struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    /// How often it has signed.
    pub(crate) counter: u32,
    /// The page that asks, as the browser says.
    pub(crate) origin: String,
    /// Whether it asks for a finger, a face or a PIN.
    pub(crate) verifies: bool,
}

impl Authenticator {
    /// One whose key is made of a number, in a browser that shows pages of an origin.
    pub(crate) fn new(number: u8, origin: &str) -> Self {
        let key = SigningKey::from_slice(&[number; 32]).expect("a key");
        Self { key, id: vec![number; 16], counter: 0, origin: origin.to_owned(), verifies: true }
    }

    /// Makes the passkey that a page asks for; what the page gets.
    pub(crate) fn make(&self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options of a page");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["attestation"], "none");
        let host = options["rp"]["id"].as_str().expect("for whom");
        let object = [cbor_of_no_attestation(), self.data(host, HOLDS_A_KEY)].concat();
        self.answer(&json!({
            "clientDataJSON": self.client_data("webauthn.create", &options),
            "attestationObject": BASE64.encode(&object),
        }))
    }

    /// Signs what a page asks, and counts it; what the page gets.
    pub(crate) fn show(&mut self, options: &str) -> String {
        self.counter += 1;
        self.show_uncounted(options)
    }

    /// Signs what a page asks and does not count it, like phones that share their passkeys.
    pub(crate) fn show_uncounted(&self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options of a page");
        assert_eq!(options["userVerification"], "required");
        let host = options["rpId"].as_str().expect("for whom");
        let client = self.client_data("webauthn.get", &options);
        let data = self.data(host, 0);
        let signed = [&data[..], &Sha256::digest(BASE64.decode(client.as_bytes()).unwrap())].concat();
        let signature: Signature = self.key.sign(&signed);
        self.answer(&json!({
            "clientDataJSON": client,
            "authenticatorData": BASE64.encode(&data),
            "signature": BASE64.encode(signature.to_der().as_bytes()),
        }))
    }

    fn answer(&self, response: &Value) -> String {
        let id = BASE64.encode(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {},
        })
        .to_string()
    }

    fn client_data(&self, what: &str, options: &Value) -> String {
        let data = json!({ "type": what, "challenge": options["challenge"], "origin": self.origin });
        BASE64.encode(data.to_string().as_bytes())
    }

    /// What the authenticator itself says, and signs.
    fn data(&self, host: &str, flags: u8) -> Vec<u8> {
        let flags = flags | PRESENT | if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(host.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        if flags & HOLDS_A_KEY != 0 {
            data.extend([0; 16]);
            data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
            data.extend(&self.id);
            data.extend(self.public_key());
            // The length of all this stands before it: a text of bytes of CBOR.
            let length = u8::try_from(data.len()).expect("a short one");
            data.splice(0..0, [0x58, length]);
        }
        data
    }

    /// The public key as COSE writes it: EC2, ES256, P-256, x and y.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20], x, &[0x22, 0x58, 0x20], y].concat()
    }
}

/// `{"fmt": "none", "attStmt": {}, "authData":` in CBOR.
fn cbor_of_no_attestation() -> Vec<u8> {
    let text = |text: &str| [&[0x60 + u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
    [vec![0xa3], text("fmt"), text("none"), text("attStmt"), vec![0xa0], text("authData")].concat()
}
