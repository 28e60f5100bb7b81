//! Sign-ins: form-encoded, one refresh token a client, and a refresh that ends the ones before it.

use std::collections::{BTreeMap, BTreeSet};

/// The one account that may sign in.
pub const EMAIL: &str = "operator@example.com";
/// Its password.
pub const PASSWORD: &str = "correct horse battery staple";
/// The code of its second factor, where [`super::ServerQuirks::totp`] asks for one.
pub const TOTP: &str = "482910";

/// A wrong password.
pub(crate) const WRONG: &str = "The user name or password is incorrect.";
/// A missing code, where it is named.
pub(crate) const CODE: &str = "A valid TOTP code is required.";

/// Who is signed in.
#[derive(Debug, Default)]
pub(crate) struct MockAccounts {
    issued: u64,
    access: BTreeSet<String>,
    /// The one that works, by client.
    refresh: BTreeMap<String, String>,
}

/// What the token path answers.
pub(crate) enum TokenGrant {
    Tokens { access: String, refresh: String },
    Refused(&'static str, &'static str),
}

impl MockAccounts {
    /// Answers a form. Where the account has a second factor, `code` is what a missing one is refused
    /// with.
    pub(crate) fn grant(
        &mut self,
        form: &BTreeMap<String, String>,
        code: Option<&'static str>,
    ) -> TokenGrant {
        let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        // Without one, the e-mail stands for it.
        let client = match field("client_id") {
            "" => EMAIL,
            client => client,
        };
        match field("grant_type") {
            "password" if field("username") != EMAIL || field("password") != PASSWORD => {
                TokenGrant::Refused("invalid_grant", WRONG)
            }
            "password" => match code.filter(|_| field("totp") != TOTP) {
                Some(words) => TokenGrant::Refused("invalid_grant", words),
                None => self.issue(client),
            },
            "refresh_token"
                if self.refresh.get(client).map(String::as_str) == Some(field("refresh_token")) =>
            {
                self.issue(client)
            }
            "refresh_token" => {
                TokenGrant::Refused("invalid_grant", "The refresh token is invalid.")
            }
            _ => TokenGrant::Refused("unsupported_grant_type", ""),
        }
    }

    fn issue(&mut self, client: &str) -> TokenGrant {
        self.issued += 1;
        let access = format!("access-{}", self.issued);
        let refresh = format!("refresh-{}", self.issued);
        self.access.insert(access.clone());
        self.refresh.insert(client.to_owned(), refresh.clone());
        TokenGrant::Tokens { access, refresh }
    }

    /// Whether a request is somebody's.
    pub(crate) fn accepts(&self, header: Option<&str>) -> bool {
        let Some(header) = header else { return false };
        if let Some(token) = header.strip_prefix("Bearer ") {
            return self.access.contains(token);
        }
        header == BASIC
    }

    pub(crate) fn expire_access(&mut self) {
        self.access.clear();
    }

    pub(crate) fn forget_all(&mut self) {
        self.access.clear();
        self.refresh.clear();
    }
}

/// `operator@example.com:correct horse battery staple`, as RFC 7617 writes it.
const BASIC: &str = "Basic b3BlcmF0b3JAZXhhbXBsZS5jb206Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZQ==";
