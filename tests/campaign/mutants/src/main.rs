//! Puts the changes that cargo-mutants lists into the code of a crate all at
//! once, each behind a switch, so that the crate is built once and not once a
//! change. `tests/campaign/mutants.sh` says what is done with it.
//!
//! `switch-mutants CRATE LIST SKIP` changes the files of `CRATE` that `LIST` (the
//! JSON of `cargo mutants --list --json`) names, leaves out the changes whose
//! numbers are lines of `SKIP`, and prints those that it has no way to switch.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use proc_macro2::{LineColumn, Span};
use serde_json::Value;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

/// One change of the list.
struct Mutant {
    number: usize,
    genre: String,
    replacement: String,
    /// Where it begins, in bytes.
    start: usize,
}

/// Where a file is changed. Sites are nested in one another or apart.
struct Site {
    start: usize,
    end: usize,
    /// What comes before and after what stands there, and in its place by number.
    before: String,
    after: String,
    instead: Vec<(usize, String)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let [_, folder, list, skip] = <[String; 4]>::try_from(env::args().collect::<Vec<_>>())
        .map_err(|_| "switch-mutants CRATE LIST SKIP")?;
    let skip: BTreeSet<usize> = fs::read_to_string(skip)?
        .lines()
        .filter_map(|line| line.parse().ok())
        .collect();
    let list: Value = serde_json::from_str(&fs::read_to_string(list)?)?;
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (number, mutant) in list.as_array().ok_or("no list")?.iter().enumerate() {
        if skip.contains(&number) {
            continue;
        }
        let mut mutant = mutant.clone();
        mutant["number"] = number.into();
        let file = mutant["file"].as_str().ok_or("no file")?.to_owned();
        files.entry(file).or_default().push(mutant);
    }
    for (file, mutants) in files {
        let path = Path::new(&folder).join(&file);
        let source = fs::read_to_string(&path)?;
        let lines = Lines::of(&source);
        let mutants = mutants.iter().map(|mutant| read(&lines, mutant));
        let mut finder = Finder {
            source: &source,
            lines: &lines,
            mutants: mutants
                .collect::<Option<_>>()
                .ok_or("a change is unreadable")?,
            sites: Vec::new(),
            placed: BTreeSet::new(),
        };
        finder.visit_file(&syn::parse_file(&source)?);
        for mutant in &finder.mutants {
            if !finder.placed.contains(&mutant.number) {
                println!("{}", mutant.number);
            }
        }
        let mut sites = finder.sites;
        sites.sort_by_key(|site| (site.start, std::cmp::Reverse(site.end)));
        fs::write(&path, written(&source, 0, source.len(), &sites))?;
    }
    Ok(())
}

fn read(lines: &Lines, mutant: &Value) -> Option<Mutant> {
    let at = &mutant["span"]["start"];
    let number = |value: &Value| value.as_u64().map(|n| n as usize);
    Some(Mutant {
        number: number(&mutant["number"])?,
        genre: mutant["genre"].as_str()?.to_owned(),
        replacement: mutant["replacement"].as_str()?.to_owned(),
        start: lines.byte(number(&at["line"])?, number(&at["column"])? - 1),
    })
}

/// The source from `start` to `end` with the sites in it.
fn written(source: &str, start: usize, end: usize, sites: &[Site]) -> String {
    let (mut text, mut at, mut next) = (String::new(), start, 0);
    while let Some(site) = sites.get(next) {
        let inner = sites[next + 1..]
            .iter()
            .take_while(|inner| inner.start < site.end)
            .count();
        text += &source[at..site.start];
        text += &site.before;
        let inside = &sites[next + 1..next + 1 + inner];
        let kept = written(source, site.start, site.end, inside);
        if site.instead.is_empty() {
            text += &kept;
        } else {
            text += "(";
            for (number, instead) in &site.instead {
                // Each on a line of its own, by which the compiler names it.
                let instead = one_line(instead);
                let _ = write!(
                    text,
                    "\nif crate::mutant({number}) {{ {instead} }} /*mutant {number}*/\nelse "
                );
            }
            let _ = write!(text, "{{ {kept} }})");
        }
        text += &site.after;
        at = site.end;
        next += 1 + inner;
    }
    text += &source[at..end];
    text
}

struct Finder<'a> {
    source: &'a str,
    lines: &'a Lines,
    mutants: Vec<Mutant>,
    sites: Vec<Site>,
    placed: BTreeSet<usize>,
}

impl Finder<'_> {
    fn range(&self, span: Span) -> (usize, usize) {
        let byte = |at: LineColumn| self.lines.byte(at.line, at.column);
        (byte(span.start()), byte(span.end()))
    }

    fn text(&self, span: Span) -> &str {
        let (start, end) = self.range(span);
        &self.source[start..end]
    }

    /// The changes of a genre that begin at a byte.
    fn at(&mut self, genre: &str, start: usize) -> Vec<(usize, String)> {
        let found: Vec<_> = self
            .mutants
            .iter()
            .filter(|mutant| mutant.genre == genre && mutant.start == start)
            .map(|mutant| (mutant.number, mutant.replacement.clone()))
            .collect();
        self.placed.extend(found.iter().map(|(number, _)| *number));
        found
    }

    fn instead(&mut self, whole: Span, instead: Vec<(usize, String)>) {
        if !instead.is_empty() {
            let (start, end) = self.range(whole);
            self.sites.push(Site {
                start,
                end,
                before: String::new(),
                after: String::new(),
                instead,
            });
        }
    }

    fn insert(&mut self, at: usize, text: String) {
        self.sites.push(Site {
            start: at,
            end: at,
            before: text,
            after: String::new(),
            instead: Vec::new(),
        });
    }

    fn body(&mut self, block: &syn::Block) {
        let Some(first) = block.stmts.first() else {
            return;
        };
        let (start, _) = self.range(first.span());
        let Some(last) = block.stmts.last() else {
            return;
        };
        let (iterators, values): (Vec<_>, Vec<_>) = self
            .at("FnValue", start)
            .into_iter()
            .partition(|(_, value)| value.starts_with("::std::iter::"));
        if !iterators.is_empty() {
            // Iterators differ in type, so each has a side of its own.
            let (mut before, mut after) = (String::new(), "}".to_owned());
            for (number, value) in iterators {
                let value = value.replace("Box::leak(", "&*Box::leak(");
                let _ = write!(
                    before,
                    "\nif crate::mutant({number}) {{ crate::Either::Left({value}) }} \
                     /*mutant {number}*/\nelse {{ crate::Either::Right("
                );
                after += ") }";
            }
            self.sites.push(Site {
                start,
                end: self.range(last.span()).1,
                before: before + "{",
                after,
                instead: Vec::new(),
            });
        }
        let mut text = String::new();
        for (number, value) in values {
            let _ = write!(
                text,
                "\nif crate::mutant({number}) {{ return {value}; }} /*mutant {number}*/\n"
            );
        }
        if !text.is_empty() {
            self.insert(start, text);
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if item.sig.constness.is_none() {
            self.body(&item.block);
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if item.sig.constness.is_none() {
            self.body(&item.block);
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.body(block);
        }
        visit::visit_trait_item_fn(self, item);
    }

    // What runs while compiling has no switches.
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}

    fn visit_expr_binary(&mut self, expr: &'ast syn::ExprBinary) {
        let (start, _) = self.range(expr.op.span());
        if binds(&expr.left) || binds(&expr.right) {
            // Only `&&` may stand between `let`s: nothing else compiles.
            for (number, _) in self.at("BinaryOperator", start) {
                println!("{number}\tunviable");
            }
            return visit::visit_expr_binary(self, expr);
        }
        let instead = self
            .at("BinaryOperator", start)
            .into_iter()
            .map(|(number, op)| {
                let left = self.text(expr.left.span());
                let right = self.text(expr.right.span());
                (number, format!("({left}) {op} ({right})"))
            });
        let instead = instead.collect();
        self.instead(expr.span(), instead);
        visit::visit_expr_binary(self, expr);
    }

    fn visit_expr_unary(&mut self, expr: &'ast syn::ExprUnary) {
        let (start, _) = self.range(expr.op.span());
        let instead = self.at("UnaryOperator", start).into_iter();
        let instead = instead.map(|(number, _)| (number, self.text(expr.expr.span()).to_owned()));
        let instead = instead.collect();
        self.instead(expr.span(), instead);
        visit::visit_expr_unary(self, expr);
    }

    fn visit_expr_match(&mut self, expr: &'ast syn::ExprMatch) {
        let takes_all = expr.arms.iter().any(|arm| {
            arm.guard.is_none() && matches!(arm.pat, syn::Pat::Wild(_) | syn::Pat::Ident(_))
        });
        for arm in expr.arms.iter().filter(|arm| arm.guard.is_none()) {
            let (start, _) = self.range(arm.span());
            if !takes_all {
                // Without this arm something is left over, which doesn't compile.
                for (number, _) in self.at("MatchArm", start) {
                    println!("{number}\tunviable");
                }
                self.mutants
                    .retain(|mutant| mutant.genre != "MatchArm" || mutant.start != start);
            }
        }
        visit::visit_expr_match(self, expr);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let (start, _) = self.range(arm.span());
        let gone = self.at("MatchArm", start);
        let (_, pattern) = self.range(arm.pat.span());
        let off: Vec<_> = gone
            .iter()
            .map(|(number, _)| format!("!crate::mutant({number})"))
            .collect();
        let off = off.join(" && ");
        if let Some((_, guard)) = &arm.guard {
            let (start, end) = self.range(guard.span());
            if !off.is_empty() {
                self.sites.push(Site {
                    start,
                    end,
                    before: format!("{off} && ("),
                    after: ")".to_owned(),
                    instead: Vec::new(),
                });
            }
            let instead = self.at("MatchArmGuard", start);
            self.instead(guard.span(), instead);
        } else if let Some((number, _)) = gone.first() {
            self.insert(pattern, format!(" if {off} /*mutant {number}*/\n"));
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_struct(&mut self, expr: &'ast syn::ExprStruct) {
        if let Some(rest) = &expr.rest {
            let (end, _) = self.range(rest.span());
            let (whole, last) = self.range(expr.span());
            let mut instead = Vec::new();
            for field in &expr.fields {
                let (start, stop) = self.range(field.span());
                // With the comma that follows it.
                let next = self.source[stop..end]
                    .find(',')
                    .map_or(end, |at| stop + at + 1);
                for (number, _) in self.at("StructField", start) {
                    let (before, after) = (&self.source[whole..start], &self.source[next..last]);
                    instead.push((number, format!("{before}{after}")));
                }
            }
            self.instead(expr.span(), instead);
        }
        visit::visit_expr_struct(self, expr);
    }
}

/// Without line ends and the comments that they end.
fn one_line(code: &str) -> String {
    let lines = code
        .lines()
        .map(|line| line.find("// ").map_or(line, |at| &line[..at]));
    lines.collect::<Vec<_>>().join(" ")
}

/// True where `let` stands in a chain of conditions.
fn binds(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(both) => binds(&both.left) || binds(&both.right),
        _ => false,
    }
}

/// Where the lines of a text begin; columns count characters.
struct Lines {
    lines: Vec<(usize, String)>,
}

impl Lines {
    fn of(source: &str) -> Self {
        let mut at = 0;
        let lines = source.split_inclusive('\n').map(|line| {
            let start = at;
            at += line.len();
            (start, line.to_owned())
        });
        Self {
            lines: lines.collect(),
        }
    }

    fn byte(&self, line: usize, column: usize) -> usize {
        let Some((start, text)) = self.lines.get(line - 1) else {
            return self
                .lines
                .last()
                .map_or(0, |(start, text)| start + text.len());
        };
        start
            + text
                .char_indices()
                .nth(column)
                .map_or(text.len(), |(at, _)| at)
    }
}
