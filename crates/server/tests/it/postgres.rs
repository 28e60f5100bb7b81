//! A PostgreSQL of the tests' own: one cluster for the whole run, a database for each test, gone when
//! the test process is, however it ends.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Holds the cluster while its standard input is open: when this process dies, `read` ends, and the
/// shell stops the server and takes its folder away. PostgreSQL refuses to run as root.
const KEEPER: &str = r#"
set -eu
bin=$1; dir=$(mktemp -d /tmp/daybook-pg.XXXXXX); as=""
if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; as="setpriv --reuid=postgres --regid=postgres --clear-groups"; fi
trap 'kill -INT $server 2>/dev/null || true; wait $server || true; rm -rf "$dir"' EXIT
server=; cd "$dir"
$as "$bin/initdb" -D "$dir/data" -U daybook -A trust -E UTF8 --locale=C >"$dir/init.log" 2>&1 </dev/null || { cat "$dir/init.log" >&2; exit 1; }
$as "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c max_connections=200 >"$dir/log" 2>&1 </dev/null &
server=$!
until "$bin/pg_isready" -q -h "$dir" -U daybook; do kill -0 $server || { cat "$dir/log" >&2; exit 1; }; sleep 0.05; done
echo "$dir"
read -r _ || true
"#;

struct Cluster {
    bin: PathBuf,
    dir: String,
    _keeper: Child,
}

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, empty database; none where PostgreSQL is not installed.
///
/// # Panics
/// If PostgreSQL was said to be there, and is not, or does not start.
pub(crate) fn database() -> Option<String> {
    let cluster = CLUSTER.get_or_init(start).as_ref()?;
    let name = format!("t{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let made = Command::new(cluster.bin.join("createdb"))
        .args(["-h", &cluster.dir, "-U", "daybook", &name])
        .status();
    assert!(made.unwrap().success(), "createdb {name}");
    let dir = cluster.dir.replace('/', "%2F");
    Some(format!("postgres://daybook@localhost/{name}?host={dir}"))
}

/// Runs one of PostgreSQL's own programs. Only where [`database`] gave one.
///
/// # Panics
/// If it fails.
pub(crate) fn run(program: &str, arguments: &[&str]) {
    let cluster = CLUSTER.get().and_then(Option::as_ref).unwrap();
    let mut run = Command::new(cluster.bin.join(program));
    let ran = run.args(arguments).output().unwrap();
    let words = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{program}: {words}");
}

fn start() -> Option<Cluster> {
    let Some(bin) = programs() else {
        let required = std::env::var("DAYBOOK_TEST_POSTGRES").is_ok_and(|it| it == "required");
        assert!(!required, "PostgreSQL is not installed");
        eprintln!("skipped on PostgreSQL: it is not installed (apt-get install postgresql)");
        return None;
    };
    let mut keeper = Command::new("bash")
        .args(["-c", KEEPER, "keeper"])
        .arg(&bin)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut dir = String::new();
    let mut says = BufReader::new(keeper.stdout.take().unwrap());
    says.read_line(&mut dir).unwrap();
    assert!(!dir.is_empty(), "PostgreSQL did not start");
    Some(Cluster {
        bin,
        dir: dir.trim().to_owned(),
        _keeper: keeper,
    })
}

/// Debian keeps the programs of each version in a folder of its own; the newest serves.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut versions = versions
        .filter_map(|it| it.ok().map(|it| it.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect::<Vec<_>>();
    versions.sort();
    versions.pop()
}
