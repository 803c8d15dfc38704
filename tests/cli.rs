//! The command line as scripts see it: what each verb writes, where, and with
//! which exit code.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use overrule::disk::RealFs;
use overrule::domain::{Act, Event, Incident};
use overrule::export::read_back;
use overrule::review::checks::flags;
use overrule::review::journal::{folder_of, read_folder};
use overrule::review::tally::Tally;
use serde_json::Value;
use tempfile::TempDir;

const INPUTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/inputs");
const BANK: &str = "2025-11-14-e3a9";

/// A home of its own, and a folder to work in.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The set of `examples/inputs`, to decide on.
    fn set(&self) -> PathBuf {
        self.file("set.jsonl", fs::read(input("set.jsonl")).unwrap())
    }

    fn command<S: AsRef<std::ffi::OsStr>>(&self, args: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_overrule"));
        command
            .args(args)
            .current_dir(self.0.path())
            .env("OVERRULE_HOME", self.path("home"))
            .env("USER", "ada")
            .env("TERM", "xterm");
        command
    }

    /// Runs the program; fails where it ends with another exit code.
    #[track_caller]
    fn run<S: AsRef<std::ffi::OsStr>>(&self, code: i32, args: &[S]) -> Run {
        Run::of(code, self.command(args).output().unwrap())
    }
}

/// What a run said.
struct Run {
    out: String,
    err: String,
}

impl Run {
    #[track_caller]
    fn of(code: i32, done: Output) -> Self {
        let run = Self {
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        };
        assert_eq!(done.status.code(), Some(code), "{}{}", run.out, run.err);
        assert!(!run.out.contains('\u{1b}'), "escapes on standard output");
        assert!(!run.err.contains('\u{1b}'), "escapes on standard error");
        run
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

fn input(name: &str) -> PathBuf {
    Path::new(INPUTS).join(name)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn incidents(set: &Path) -> Vec<Incident> {
    let text = fs::read_to_string(set).unwrap();
    text.lines()
        .map(|line| Incident::from_json(line).unwrap())
        .collect()
}

fn written(set: &Path) -> Vec<Event> {
    let folder = read_folder(&RealFs, &folder_of(set)).unwrap();
    assert!(folder.troubles.is_empty(), "{:?}", folder.troubles);
    folder.events
}

/// The rows of the table in `examples/inputs/README.md`: file, incidents, articles.
fn inputs() -> Vec<(String, usize, usize)> {
    fs::read_to_string(input("README.md"))
        .unwrap()
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let file = cells.get(1)?.strip_prefix('`')?.strip_suffix('`')?;
            Some((
                file.to_owned(),
                cells[3].parse().ok()?,
                cells[4].parse().ok()?,
            ))
        })
        .collect()
}

#[test]
fn every_input_gives_what_its_table_says() {
    let rows = inputs();
    assert_eq!(rows.len(), 11);
    for (file, count, articles) in rows {
        let desk = Desk::new();
        let set = desk.path("out.jsonl");
        let source = input(&file);
        let run = desk.run(0, &["import", text(&source), "-o", text(&set), "--json"]);
        let report = run.json();
        let taken = &report["taken"][0]["what"];
        assert_eq!(taken["incidents"], count, "{file}");
        assert_eq!(taken["articles"], articles, "{file}");
        assert_eq!(report["skipped"].as_array().unwrap().len(), 0, "{file}");
        let unknown = match file.as_str() {
            "listing-b.txt" => r#"{"industries":{"Space and satellites":1}}"#,
            _ => "{}",
        };
        assert_eq!(report["unknown"].to_string(), unknown, "{file}");
        let set = incidents(&set);
        assert_eq!(set.len(), count, "{file}");
        let listed: usize = set.iter().map(|incident| incident.articles.len()).sum();
        assert_eq!(listed, articles, "{file}");
    }
}

#[test]
fn an_import_never_replaces_a_file_unasked() {
    let desk = Desk::new();
    let set = desk.file("out.jsonl", "mine");
    let page = input("page-a.txt");
    let run = desk.run(1, &["import", text(&page), "-o", text(&set)]);
    assert!(run.err.contains("is there already"), "{}", run.err);
    assert_eq!(fs::read_to_string(&set).unwrap(), "mine");
    desk.run(0, &["import", text(&page), "-o", text(&set), "--force"]);
    assert_eq!(incidents(&set).len(), 1);
}

#[test]
fn appending_adds_what_is_new_and_nothing_twice() {
    let desk = Desk::new();
    let set = desk.path("out.jsonl");
    let (page, saved) = (input("page-a.txt"), input("saved-page.html"));
    desk.run(0, &["import", text(&page), "-o", text(&set)]);
    let first = fs::read(&set).unwrap();
    let written = || fs::metadata(&set).unwrap().modified().unwrap();
    let then = written();
    desk.run(0, &["import", text(&page), "-o", text(&set), "--append"]);
    assert!(fs::read(&set).unwrap() == first, "the same page changes it");
    assert_eq!(written(), then, "nothing new, and the file is written");
    desk.run(0, &["import", text(&saved), "-o", text(&set), "--append"]);
    assert_eq!(incidents(&set).len(), 2);
    assert!(fs::read(&set).unwrap().starts_with(&first));
}

#[test]
fn importing_a_set_adds_only_where_it_came_from() {
    let desk = Desk::new();
    let (source, set) = (input("set.jsonl"), desk.path("out.jsonl"));
    desk.run(0, &["import", text(&source), "-o", text(&set)]);
    for (line, (mut new, old)) in incidents(&set)
        .into_iter()
        .zip(incidents(&source))
        .enumerate()
    {
        assert_eq!(new.source.line, Some(line as u64 + 1));
        new.source = old.source.clone();
        assert_eq!(new.to_json().unwrap(), old.to_json().unwrap());
    }
}

#[test]
fn what_cant_be_read_is_named_with_file_and_line() {
    let one = fs::read(input("service-one.json")).unwrap();
    #[rustfmt::skip]
    let cases: &[(&str, &[u8], &str)] = &[
        ("empty.txt", b"", "empty.txt: is empty"),
        ("blank.txt", b" \n\n", "blank.txt"),
        ("cut.json", &one[..300], "cut.json:12: not JSON from here"),
        ("latin.txt", b"one\n\xff\xfe two\n", "latin.txt:2: is not UTF-8"),
        ("shape.txt", b"a shopping list: milk, bread\n", "shape.txt: has no known shape"),
        ("binary.json", b"\0\x01\x02\x03", "binary.json"),
    ];
    for (name, bytes, said) in cases {
        let desk = Desk::new();
        let (file, set) = (desk.file(name, bytes), desk.path("out.jsonl"));
        let run = desk.run(1, &["import", text(&file), "-o", text(&set)]);
        assert!(run.err.contains(said), "{name}: {}", run.err);
        assert!(!set.exists(), "{name}: an empty set was written");
        // Beside a good file the bad one is skipped, and the exit code says so.
        let good = input("page-d.txt");
        let run = desk.run(3, &["import", text(&file), text(&good), "-o", text(&set)]);
        assert!(run.out.contains(said), "{name}: {}", run.out);
        assert_eq!(incidents(&set).len(), 1, "{name}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let desk = Desk::new();
    let run = desk.run(1, &["import", "no/such.txt", "-o", "out.jsonl"]);
    assert!(run.err.contains("no/such.txt"), "{}", run.err);
    for verb in [["stats", "nosuch.jsonl"], ["--plain", "nosuch.jsonl"]] {
        let run = desk.run(1, &verb);
        assert!(run.err.contains("nosuch.jsonl"), "{}", run.err);
    }
}

#[test]
fn a_set_with_a_bad_line_says_what_to_do_and_that_works() {
    let desk = Desk::new();
    let lines = "{\"id\":\"a\",\"title\":\"T\"}\n{\"id\":\n{\"id\":\"b\",\"title\":\"U\"}\n";
    let set = desk.file("set.jsonl", lines);
    desk.run(
        0,
        &[
            "decide",
            text(&desk.file("a.jsonl", &lines[..24])),
            "a",
            "1",
        ],
    );
    let (folder, out) = (desk.path("a.decisions"), desk.path("out.csv"));
    let told = "set.jsonl, line 2: ";
    for verb in [
        &["stats", text(&set)][..],
        &["export", text(&set), "-o", text(&out)],
    ] {
        let run = desk.run(1, verb);
        assert!(run.err.contains(told), "{}", run.err);
        assert!(
            run.err.contains("overrule import SET -o NEW.jsonl"),
            "{}",
            run.err
        );
    }
    assert!(!out.exists());
    let new = desk.path("new.jsonl");
    desk.run(3, &["import", text(&set), "-o", text(&new)]);
    let run = desk.run(0, &["stats", text(&new), "--decisions", text(&folder)]);
    assert!(run.out.contains("2 in the set, 1 decided"), "{}", run.out);
}

#[cfg(unix)]
#[test]
fn decisions_on_a_set_that_cant_be_written_lie_in_the_home() {
    use std::os::unix::fs::PermissionsExt;
    if rustix::process::geteuid().is_root() {
        println!("skipped: root may write everywhere");
        return;
    }
    let desk = Desk::new();
    let folder = desk.path("shelf");
    fs::create_dir(&folder).unwrap();
    let set = folder.join("set.jsonl");
    fs::copy(input("set.jsonl"), &set).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    let run = desk.run(0, &["decide", text(&set), BANK, "5"]);
    assert!(run.err.contains("can't be written"), "{}", run.err);
    assert!(
        desk.run(0, &["stats", text(&set)])
            .out
            .contains("1 decided")
    );
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn deciding_from_the_command_line_makes_events() {
    let desk = Desk::new();
    let set = desk.set();
    let set = text(&set);
    let run = desk.run(
        0,
        &[
            "decide", set, BANK, "5", "--why", "v", "--grade", "l", "--note", "a shield",
        ],
    );
    assert!(run.out.contains("saved as ada"), "{}", run.out);
    desk.run(0, &["decide", set, BANK, "sustain", "--article", "1"]);
    desk.run(0, &["decide", set, BANK, "cant-tell", "--article", "2"]);
    desk.run(
        0,
        &[
            "decide",
            set,
            BANK,
            "later",
            "--article",
            "3",
            "--note",
            "ask Bo",
        ],
    );
    let events = written(Path::new(set));
    assert_eq!(events.len(), 7);
    let headless = events.iter().filter(|event| match &event.act {
        Act::Decide(given) => given.how == overrule::domain::event::Way::Headless,
        _ => false,
    });
    assert_eq!(headless.count(), 3);
    desk.run(0, &["decide", set, BANK, "undo", "--article", "1"]);
    assert_eq!(written(Path::new(set)).len(), 8);
    for wrong in [
        vec!["decide", set, "no-such", "sustain"],
        vec!["decide", set, BANK, "perhaps"],
        vec!["decide", set, BANK, "sustain", "--article", "99"],
        vec!["decide", set, BANK, "sustain", "--why", "zz"],
        vec!["decide", set, BANK, "undo", "--article", "1"],
    ] {
        desk.run(1, &wrong);
        assert_eq!(
            written(Path::new(set)).len(),
            8,
            "{wrong:?} wrote something"
        );
    }
    let stats = desk.run(0, &["stats", set, "--json"]).json();
    assert_eq!(stats["incidents"]["decided"], 1);
    assert_eq!(stats["incidents"]["outcomes"]["overruled"], 1);
    assert_eq!(stats["articles"]["decided"], 1, "undone, can't tell, later");
    assert_eq!(stats["articles"]["deferred"], 1);
}

#[test]
fn exports_hold_every_event_in_every_format() {
    let desk = Desk::new();
    let set = desk.set();
    let set = text(&set);
    desk.run(0, &["decide", set, BANK, "5", "--note", "=SUM(A1)"]);
    desk.run(0, &["decide", set, BANK, "sustain", "--article", "1"]);
    let events = written(Path::new(set));
    for name in ["r.json", "r.jsonl"] {
        let file = desk.path(name);
        let run = desk.run(0, &["export", set, "-o", text(&file)]);
        assert!(run.out.contains("all 3 incidents"), "{}", run.out);
        let bytes = fs::read(&file).unwrap();
        assert_eq!(read_back(&bytes).unwrap(), events, "{name}");
        desk.run(1, &["export", set, "-o", text(&file)]);
        desk.run(0, &["export", set, "-o", text(&file), "--force"]);
        assert!(fs::read(&file).unwrap() == bytes, "{name}: other bytes");
    }
    let csv = desk
        .run(0, &["export", set, "-o", "-", "--format", "csv"])
        .out;
    assert!(csv.starts_with("incident,article,"));
    assert!(csv.lines().count() >= 10, "a header and nine rows");
    assert!(!csv.contains(",=SUM"), "a spreadsheet would run it");
    let part = ["export", set, "-o", "-", "--filter", "is:decided"];
    let part = desk.run(0, &part).json();
    assert_eq!(part["header"]["counts"]["incidents_covered"], 1);
    assert_eq!(part["header"]["counts"]["incidents_left_out"], 2);
    let wrong = desk.run(1, &["export", set, "-o", "-", "--filter", "is:done"]);
    assert!(
        wrong.err.contains("pending"),
        "says what is allowed: {}",
        wrong.err
    );
}

#[test]
fn a_label_of_ones_own_goes_all_the_way() {
    let desk = Desk::new();
    let set = desk.set();
    let (set, labels) = (text(&set), input("my-labels.toml"));
    let own = ["--vocabulary", text(&labels)];
    desk.run(1, &["decide", set, BANK, "near_miss"]);
    desk.run(0, &[&["decide", set, BANK, "near_miss"][..], &own].concat());
    let part = ["export", set, "-o", "-", "--filter", "mine:near_miss"];
    let export = desk.run(0, &[&part[..], &own].concat());
    assert_eq!(export.json()["header"]["counts"]["incidents_covered"], 1);
    assert!(export.out.contains("\"near_miss\""));
    desk.run(1, &part);
    let stats = desk.run(0, &[&["stats", set][..], &own].concat());
    assert!(stats.out.contains("near_miss"), "{}", stats.out);
}

#[test]
fn the_program_describes_itself() {
    let desk = Desk::new();
    let keys = desk.run(0, &["keys"]).out;
    for action in overrule::tui::action::ACTIONS {
        assert!(keys.contains(action.name), "{}", action.name);
    }
    for format in ["set", "journal", "export"] {
        let schema = desk.run(0, &["schema", format]);
        let published = format!(
            "{}/assets/schema/{format}.schema.json",
            env!("CARGO_MANIFEST_DIR")
        );
        assert_eq!(schema.out, fs::read_to_string(published).unwrap());
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(
            desk.run(0, &["completions", shell])
                .out
                .contains("overrule"),
            "{shell}"
        );
    }
    let man = desk.run(0, &["man"]).out;
    assert!(man.contains(".TH overrule 1"), "{man}");
    assert!(desk.run(0, &["--version"]).out.starts_with("overrule "));
    let help = desk.run(0, &["--help"]).out;
    assert!(help.contains("Exit codes"), "{help}");
}

#[test]
fn a_wrong_command_line_exits_with_two() {
    let desk = Desk::new();
    for wrong in [
        vec!["--no-such-flag"],
        vec!["export"],
        vec!["import", "-o", "x"],
        vec!["schema", "nothing"],
        vec!["import", "a", "-o", "b", "--append", "--force"],
        vec!["\u{1b}[31mred", "--no-such-flag"],
    ] {
        desk.run(2, &wrong);
    }
}

#[test]
fn without_a_screen_a_review_is_refused_before_anything_is_touched() {
    let desk = Desk::new();
    let set = desk.set();
    for term in ["xterm", "dumb"] {
        let mut command = desk.command(&[text(&set)]);
        let run = Run::of(2, command.env("TERM", term).output().unwrap());
        assert_eq!(run.out, "");
        assert!(run.err.contains("--plain"), "{}", run.err);
    }
    assert!(!desk.path("home").exists());
    assert!(!folder_of(&set).exists());
}

#[test]
fn the_dialogue_writes_the_same_journal() {
    let desk = Desk::new();
    let set = desk.set();
    let script = "j\na\n1\n0\nd\nn a note\nk\nc v\nu\nU\nbogus\nq\n";
    let mut command = desk.command(&["review", "--plain", "--reviewer", "bo", text(&set)]);
    let run = Run::of(0, command.write_stdin(script).output().unwrap());
    assert!(run.out.contains("decisions of bo in"), "{}", run.out);
    assert!(run.out.contains("bogus is not a key"), "{}", run.out);
    assert!(run.out.contains("article 1: "), "{}", run.out);
    let acts: Vec<String> = written(&set)
        .iter()
        .map(|event| {
            assert_eq!(event.reviewer.as_str(), "bo");
            let act = serde_json::to_value(&event.act).unwrap();
            act.as_object().unwrap().keys().next().unwrap().clone()
        })
        .collect();
    assert_eq!(
        acts,
        [
            "decide", "decide", "decide", "defer", "annotate", "annotate", "undo", "redo"
        ]
    );
}

#[test]
fn a_dialogue_that_ends_early_keeps_what_was_decided() {
    let desk = Desk::new();
    let set = desk.set();
    let mut command = desk.command(&["--plain", text(&set)]);
    Run::of(0, command.write_stdin("a\n1").output().unwrap());
    assert_eq!(written(&set).len(), 2);
}

#[cfg(unix)]
#[test]
fn leaving_what_is_not_saved_is_a_failure_and_counts_nothing_as_kept() {
    let desk = Desk::new();
    let set = desk.set();
    fs::create_dir(desk.path("home")).unwrap();
    desk.file("home/state", "in the way of the spool");
    let nowhere = ["--decisions", "/proc/no-room-for-decisions"];
    let args = [&["--plain", "--reviewer", "bo", text(&set)][..], &nowhere].concat();
    let mut command = desk.command(&args);
    let run = Run::of(1, command.write_stdin("a\n3\nq\ny\n").output().unwrap());
    assert!(run.out.contains("0 decisions of bo"), "{}", run.out);
    assert!(run.out.contains("1 act could NOT be saved"), "{}", run.out);
    assert!(
        run.out.contains("refused"),
        "no more are taken: {}",
        run.out
    );
    let stick = desk.path("stick");
    let keys = format!("a\nW {}\n3\nq\n", text(&stick));
    let run = Run::of(3, desk.command(&args).write_stdin(keys).output().unwrap());
    assert!(run.out.contains("kept aside"), "{}", run.out);
    let found = desk.run(0, &["verify", "--json", "--decisions", text(&stick)]);
    assert_eq!(found.json()["decisions"]["events"], 2);
}

#[cfg(unix)]
#[test]
fn decisions_kept_aside_are_counted_found_and_taken_up() {
    let desk = Desk::new();
    let set = desk.set();
    // A link that leads nowhere yet, as to a disk that isn't there.
    let decisions = desk.path("decisions");
    std::os::unix::fs::symlink(desk.path("disk/decisions"), &decisions).unwrap();
    let whose = [
        "--reviewer",
        "bo",
        "--decisions",
        text(&decisions),
        text(&set),
    ];
    let review = |code, keys: &str| {
        let args = [&["--plain"], &whose[..]].concat();
        let mut command = desk.command(&args);
        Run::of(code, command.write_stdin(keys).output().unwrap())
    };
    let run = review(3, "a\n3\nq\n");
    assert!(run.out.contains("0 decisions of bo"), "{}", run.out);
    assert!(run.out.contains("2 kept aside in"), "{}", run.out);
    let verify = [&["verify", "--json"], &whose[2..]].concat();
    let found = desk.run(3, &verify).json();
    assert_eq!(
        (&found["waiting"], &found["intact"]),
        (&2.into(), &false.into())
    );
    let stats = [&["stats", "--json"], &whose[2..]].concat();
    let run = desk.run(0, &stats);
    assert!(run.err.contains("2 acts kept aside"), "{}", run.err);
    assert_eq!(run.json()["reviewers"].as_object().unwrap().len(), 1);
    fs::create_dir_all(desk.path("disk/decisions")).unwrap();
    let run = review(0, "q\n");
    assert!(run.out.contains("2 acts kept aside"), "{}", run.out);
    assert!(run.out.contains("2 decisions of bo"), "{}", run.out);
    let found = desk.run(0, &verify).json();
    assert_eq!(found["decisions"]["events"], 2);
}

#[test]
fn damage_is_found_copied_and_never_called_done() {
    let desk = Desk::new();
    let set = desk.set();
    for verdict in ["hazard", "incident"] {
        desk.run(
            0,
            &["decide", text(&set), BANK, verdict, "--reviewer", "bo"],
        );
    }
    desk.run(0, &["verify", text(&set)]);
    let recover = ["recover", text(&set), "--reviewer", "bo"];
    let run = desk.run(0, &recover);
    assert!(run.out.contains("nothing to do"), "{}", run.out);
    let folder = folder_of(&set);
    let journal = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .unwrap();
    let whole = fs::read(&journal).unwrap();
    fs::write(&journal, [&whole[..], b"{\"v\":1,"].concat()).unwrap();
    assert!(desk.run(3, &["verify", text(&folder)]).out.contains("torn"));
    assert!(desk.run(3, &recover).out.contains("nothing was changed"));
    let apply = [&recover[..], &["--apply"]].concat();
    assert!(desk.run(0, &apply).out.contains("7 bytes"));
    desk.run(0, &["verify", text(&set)]);
    let mut damaged = fs::read(&journal).unwrap();
    damaged[40] ^= 1;
    fs::write(&journal, &damaged).unwrap();
    let run = desk.run(3, &["verify", text(&set)]);
    assert!(run.out.contains("TAMPERED"), "{}", run.out);
    for verb in ["stats", "export"] {
        let out = desk.path("out.json");
        let args = [verb, text(&set), "-o", text(&out)];
        let run = desk.run(3, if verb == "stats" { &args[..2] } else { &args });
        assert!(run.err.contains("corruption or tampering"), "{}", run.err);
    }
    desk.run(3, &apply);
    assert!(desk.run(3, &apply).out.contains("on record already"));
    assert_eq!(fs::read(&journal).unwrap(), damaged);
    let run = desk.run(
        3,
        &["decide", text(&set), BANK, "hazard", "--reviewer", "bo"],
    );
    assert!(run.out.contains("saved as bo"), "{}", run.out);
}

#[test]
fn a_page_on_standard_input_is_reviewed() {
    let desk = Desk::new();
    let page = fs::read(input("page-a.txt")).unwrap();
    let mut command = desk.command(&["import", "-", "-o", "out.jsonl"]);
    Run::of(0, command.write_stdin(page).output().unwrap());
    assert_eq!(incidents(&desk.path("out.jsonl"))[0].articles.len(), 5);
}

#[test]
fn readings_are_measured() {
    let desk = Desk::new();
    let cases = desk.file(
        "cases.jsonl",
        concat!(
            r#"{"text": "Nobody was hurt, but it could have been so. It fits the definition of an AI Hazard.", "label": "hazard"}"#,
            "\n",
            r#"{"text": "The event is an AI Incident.", "label": "AI Hazard"}"#,
            "\n"
        ),
    );
    let report = desk
        .run(0, &["evaluate", "verdicts", text(&cases), "--json"])
        .json();
    assert_eq!((&report["n"], &report["correct"]), (&2.into(), &1.into()));
    assert_eq!(report["wrong"], 1);
    let bad = desk.file("bad.jsonl", "{\"text\": 1}\n");
    let run = desk.run(1, &["evaluate", "verdicts", text(&bad)]);
    assert!(run.err.contains("bad.jsonl"), "{}", run.err);
}

/// The folder with pages of the monitor itself, where there is one.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("OVERRULE_SHARED").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: OVERRULE_SHARED is not set");
    }
    folder
}

#[test]
fn pages_of_the_monitor_are_taken_whole() {
    let Some(shared) = shared() else { return };
    let desk = Desk::new();
    let mut pages: Vec<PathBuf> = fs::read_dir(shared.join("data/aim/pages"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    pages.sort();
    assert_eq!(pages.len(), 26);
    let mut args = vec!["import", "-o", "aim.jsonl", "--json"];
    args.extend(pages.iter().map(|path| text(path)));
    let report = desk.run(0, &args).json();
    assert_eq!(report["unknown"].to_string(), "{}");
    let set = incidents(&desk.path("aim.jsonl"));
    assert_eq!(set.len(), 26);

    let vocabulary = overrule::domain::Vocabulary::shipped();
    let breach = set
        .iter()
        .find(|incident| incident.articles.len() == 5)
        .unwrap();
    let tally = Tally::machine(&vocabulary, breach).text(&vocabulary);
    assert_eq!(tally, "3 Incident : 2 Compl.");
    let raised = flags(&vocabulary, breach);
    assert!(raised.iter().any(|flag| flag.id == "split"), "{raised:?}");
    let copied = raised.iter().any(|flag| {
        flag.reason.contains("article 2 (TechTarget)") && flag.reason.contains("rationale")
    });
    assert!(copied, "{raised:?}");
}

#[test]
fn known_verdicts_of_the_monitor_are_read() {
    let Some(shared) = shared() else { return };
    let file = shared.join("data/aim/verdicts.jsonl");
    let report = Desk::new()
        .run(0, &["evaluate", "verdicts", text(&file), "--json"])
        .json();
    assert_eq!(report["n"], 43);
    assert!(report["correct"].as_u64().unwrap() >= 41, "{report}");
    assert_eq!(report["wrong"], 0, "{report}");
}

#[test]
fn a_dialogue_can_be_left_out_of_a_prompt_and_refuses_what_it_cannot_take() {
    let desk = Desk::new();
    let set = desk.set();
    let mut script = b"n\nesc\nD\nesc\nf\nesc\n/\nesc\nn keep this\nn ".to_vec();
    script.extend(vec![b'x'; (1 << 20) + 1]);
    script.extend(b"\n\xff\xfe\nD\n\nq\n");
    let mut command = desk.command(&["--plain", "--reviewer", "bo", text(&set)]);
    let run = Run::of(0, command.write_stdin(script).output().unwrap());
    assert!(
        run.out.contains("more than 1 MiB is refused"),
        "{}",
        run.out
    );
    assert!(run.out.contains("isn't UTF-8"), "{}", run.out);
    let acts: Vec<String> = written(&set)
        .iter()
        .map(|event| serde_json::to_string(&event.act).unwrap())
        .collect();
    let expected = [r#"{"annotate":{"note":"keep this"}}"#, r#"{"defer":{}}"#];
    assert_eq!(acts, expected);
}

#[test]
fn stats_set_answers_against_what_they_were_given_on() {
    let desk = Desk::new();
    let set = desk.path("s.jsonl");
    let line = |label: &str| format!(r#"{{"id":"A","verdict":{{"label":"{label}"}}}}"#);
    fs::write(&set, line("hazard") + "\n").unwrap();
    desk.run(
        0,
        &["decide", text(&set), "A", "sustain", "--reviewer", "bo"],
    );
    fs::write(&set, line("incident") + "\n").unwrap();
    let stats = desk.run(0, &["stats", "--json", text(&set)]).json();
    assert_eq!(
        stats["incidents"]["table"]["hazard"]["hazard"], 1,
        "{stats}"
    );
}
