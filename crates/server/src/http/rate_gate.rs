//! How many requests may come: a rate for each token, each address without one, and each address that
//! follows calls to action. It must not keep a token: it knows them by a hash.

use crate::settings::{ClientAddress, RequestLimits};
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Clients that are remembered before those that have been quiet are forgotten.
const MOST_CLIENTS: usize = 20_000;
/// Requests that may always come at once, however low the rate.
const SMALLEST_BURST: u32 = 10;
/// Calls to action have a rate of their own.
const CLICKS: &str = "/go/";

/// Who asks, as far as a limit cares.
pub(crate) struct ClientIdentity {
    address: IpAddr,
    /// The hash of what was shown as a token.
    token: Option<TokenHash>,
    clicks: bool,
}

type TokenHash = [u8; 32];

impl ClientIdentity {
    pub(crate) fn of(request: &Request, from: ClientAddress) -> Self {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|info| info.0.ip());
        let address = match from {
            ClientAddress::Peer => peer,
            ClientAddress::Forwarded => forwarded(request.headers()).or(peer),
        };
        Self {
            address: network(address.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED))),
            token: shown(request.headers()).map(hash),
            clicks: request.uri().path().starts_with(CLICKS),
        }
    }
}

/// What stands after the scheme in `Authorization`.
fn shown(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.split_once(' ').map(|(_, token)| token.trim())
}

fn hash(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

/// The last address that the proxy before us added.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let all = headers.get_all("x-forwarded-for");
    let last = all.iter().next_back().map(HeaderValue::to_str)?.ok()?;
    let entry = last.rsplit(',').next()?.trim();
    let bare = entry.trim_start_matches('[').split(']').next()?;
    let ip = bare.parse().ok();
    ip.or_else(|| entry.parse::<SocketAddr>().ok().map(|it| it.ip()))
}

/// One household has one IPv4 address, or 2^64 addresses of IPv6.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

/// Remembers who came how often.
#[derive(Debug, Default)]
pub(crate) struct RateGate(Mutex<ClientCounters>);

#[derive(Debug, Default)]
struct ClientCounters {
    /// When each has used up what it was granted.
    spent: HashMap<LimitKey, Instant>,
    /// How many there were after the quiet ones were last forgotten.
    kept: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum LimitKey {
    /// A token that was seen to be good. Others count against their address, so that nobody gets a
    /// fresh allowance by making a token up.
    Token(TokenHash),
    Address(IpAddr),
    Clicks(IpAddr),
}

/// So many requests in so much time.
#[derive(Clone, Copy)]
struct RequestRate {
    requests: u32,
    each: Duration,
    burst: u32,
}

impl RateGate {
    /// Remembers that this token is good: from now on it has a rate of its own.
    pub(crate) fn vouch(&self, token: &str) {
        let key = LimitKey::Token(hash(token));
        let mut guests = self.guests();
        guests.spent.entry(key).or_insert_with(Instant::now);
    }

    /// Whether what this client shows is a token that was seen to be good.
    pub(crate) fn knows(&self, client: &ClientIdentity) -> bool {
        let token = client.token.map(LimitKey::Token);
        token.is_some_and(|key| self.guests().spent.contains_key(&key))
    }

    /// Lets a request pass, or says how long to wait.
    pub(crate) fn admit(
        &self,
        client: &ClientIdentity,
        limits: RequestLimits,
        now: Instant,
    ) -> Result<(), Duration> {
        let mut guests = self.guests();
        guests.forget_quiet(now);
        let token = client.token.map(LimitKey::Token);
        let token = token.filter(|key| guests.spent.contains_key(key));
        let (key, rate) = match token {
            _ if client.clicks => (
                LimitKey::Clicks(client.address),
                a_minute(limits.clicks_per_minute),
            ),
            Some(key) => (key, a_second(limits.requests_per_second)),
            None => (
                LimitKey::Address(client.address),
                a_minute(limits.anonymous_per_minute),
            ),
        };
        guests.admit(key, rate, now)
    }

    fn guests(&self) -> MutexGuard<'_, ClientCounters> {
        // The map is whole after every step: a panic elsewhere does not spoil it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientCounters {
    /// The generic cell rate algorithm: one instant a guest.
    fn admit(&mut self, key: LimitKey, rate: RequestRate, now: Instant) -> Result<(), Duration> {
        let step = rate.each / rate.requests.max(1);
        let ahead = step * rate.burst.saturating_sub(1);
        let spent = self.spent.entry(key).or_insert(now);
        let from = (*spent).max(now);
        let early = (from - now).saturating_sub(ahead);
        if early > Duration::ZERO {
            return Err(early);
        }
        *spent = from + step;
        Ok(())
    }

    /// Who has its whole allowance again need not be remembered. Tokens that are good stay longer:
    /// they are forgotten only with everybody else.
    fn forget_quiet(&mut self, now: Instant) {
        if self.spent.len() < MOST_CLIENTS.max(self.kept * 2) {
            return;
        }
        self.spent
            .retain(|key, spent| matches!(key, LimitKey::Token(_)) || *spent > now);
        if self.spent.len() >= MOST_CLIENTS {
            self.spent.clear();
        }
        self.kept = self.spent.len();
    }
}

fn a_second(requests: u32) -> RequestRate {
    RequestRate {
        requests,
        each: Duration::from_secs(1),
        burst: requests.saturating_mul(2).max(SMALLEST_BURST),
    }
}

fn a_minute(requests: u32) -> RequestRate {
    RequestRate {
        requests,
        each: Duration::from_secs(60),
        burst: (requests / 4).max(SMALLEST_BURST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const TOKEN: &str = "dbt_1_good";

    fn client(last: u8, token: Option<&str>) -> ClientIdentity {
        ClientIdentity {
            address: IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)),
            token: token.map(hash),
            clicks: false,
        }
    }

    fn limits() -> RequestLimits {
        RequestLimits {
            requests_per_second: 10,
            anonymous_per_minute: 60,
            clicks_per_minute: 6,
            ..RequestLimits::default()
        }
    }

    /// How many of a hundred requests at one instant pass.
    fn passed(gate: &RateGate, client: &ClientIdentity, now: Instant) -> usize {
        (0..100)
            .filter(|_| gate.admit(client, limits(), now).is_ok())
            .count()
    }

    #[test]
    fn a_burst_passes_and_then_the_rate() {
        let (gate, now) = (RateGate::default(), Instant::now());
        let anybody = client(1, None);
        assert_eq!(passed(&gate, &anybody, now), 15, "a quarter of a minute's");
        let wait = gate.admit(&anybody, limits(), now).unwrap_err();
        assert_eq!(wait, Duration::from_secs(1), "one a second comes free");
        assert!(gate.admit(&anybody, limits(), now + wait).is_ok());
        assert!(gate.admit(&anybody, limits(), now + wait).is_err());
        assert_eq!(passed(&gate, &client(2, None), now), 15, "another address");
        let later = now + Duration::from_secs(3600);
        assert_eq!(
            passed(&gate, &anybody, later),
            15,
            "an hour saves up no more"
        );
    }

    #[test]
    fn only_a_token_that_was_good_has_a_rate_of_its_own() {
        let (gate, now) = (RateGate::default(), Instant::now());
        let made_up = (0..100).filter(|number| {
            let token = format!("dbt_1_{number}");
            gate.admit(&client(1, Some(&token)), limits(), now).is_ok()
        });
        assert_eq!(made_up.count(), 15, "they count against the address");
        gate.vouch(TOKEN);
        let later = Instant::now();
        assert_eq!(passed(&gate, &client(1, Some(TOKEN)), later), 20);
    }

    #[test]
    fn clicks_are_counted_apart_whatever_token_is_shown() {
        let (gate, now) = (RateGate::default(), Instant::now());
        gate.vouch(TOKEN);
        let clicks = ClientIdentity {
            clicks: true,
            ..client(1, Some(TOKEN))
        };
        assert_eq!(passed(&gate, &clicks, now), 10, "the smallest burst");
        assert_eq!(passed(&gate, &client(1, None), now), 15);
    }

    #[test]
    fn the_quiet_are_forgotten() {
        let (gate, now) = (RateGate::default(), Instant::now());
        for number in 0..MOST_CLIENTS {
            let [_, _, a, b] = u32::try_from(number).unwrap().to_be_bytes();
            let address = IpAddr::V4(Ipv4Addr::new(10, 0, a, b));
            let guest = ClientIdentity {
                address,
                ..client(1, None)
            };
            assert!(gate.admit(&guest, limits(), now).is_ok());
        }
        assert_eq!(gate.guests().spent.len(), MOST_CLIENTS);
        let later = now + Duration::from_secs(120);
        assert!(gate.admit(&client(1, None), limits(), later).is_ok());
        assert_eq!(gate.guests().spent.len(), 1);
    }

    #[test]
    fn the_last_forwarded_address_is_the_proxys_word() {
        let cases = [
            (&["203.0.113.9"][..], Some("203.0.113.9")),
            (&["1.1.1.1, 203.0.113.9"], Some("203.0.113.9")),
            (&["1.1.1.1", "203.0.113.9"], Some("203.0.113.9")),
            (&["203.0.113.9:4711"], Some("203.0.113.9")),
            (&["[2001:db8::1]:4711"], Some("2001:db8::1")),
            (&["2001:db8::1"], Some("2001:db8::1")),
            (&["unknown"], None),
            (&[], None),
        ];
        for (values, expected) in cases {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("x-forwarded-for", HeaderValue::from_static(value));
            }
            let found = forwarded(&headers).map(|ip| ip.to_string());
            assert_eq!(found.as_deref(), expected, "{values:?}");
        }
        let house = network("2001:db8:1:2:3:4:5:6".parse().unwrap());
        assert_eq!(house.to_string(), "2001:db8:1:2::");
        let mapped = network("::ffff:192.0.2.1".parse().unwrap());
        assert_eq!(mapped.to_string(), "192.0.2.1");
    }
}
