use super::*;

/// `path: added lines` of each file.
fn shown(diff: &str) -> Vec<String> {
    let line = |file: &FileEdits| format!("{}: {:?}", file.path, file.added().collect::<Vec<_>>());
    parse(diff).unwrap().iter().map(line).collect()
}

#[test]
fn only_the_lines_that_came_are_added() {
    let diff = "diff --git a/x.py b/x.py\nindex 1..2 100644\n--- a/x.py\n+++ b/x.py\n\
                @@ -3 +3,2 @@ def f():\n-old\n+new\n+more\n@@ -9,2 +10,0 @@\n-gone\n-gone\n\
                @@ -20,0 +20 @@\n+last\n";
    assert_eq!(shown(diff), ["x.py: [3, 4, 20]"]);
    let edits = &parse(diff).unwrap()[0].edits;
    assert_eq!(
        edits,
        &[Edit { old: 3..4, new: 3..5 }, Edit { old: 9..11, new: 11..11 }, Edit { old: 21..21, new: 20..21 }]
    );
}

#[test]
fn a_missing_newline_is_no_line() {
    let diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -3 +3,2 @@\n-old\n\\ No newline at end of file\n\
                +new\n+more\n\\ No newline at end of file\n";
    assert_eq!(shown(diff), ["x: [3, 4]"]);
}

#[test]
fn lines_that_look_like_a_header_belong_to_their_hunk() {
    let diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- a/y\n-diff\n+++ b/y\n+@@ -1 +1 @@\n\
                @@ -7,0 +8 @@\n+z\n";
    assert_eq!(shown(diff), ["x: [1, 2, 8]"]);
}

#[test]
fn context_is_counted_and_not_added() {
    let diff = "--- x.py\t2020-01-01\n+++ x.py\t2020-01-02\n@@ -1,4 +1,4 @@\n a\n-b\n+c\n d\n\n";
    assert_eq!(shown(diff), ["x.py: [2]"]);
}

#[test]
fn names_are_found_however_git_writes_them() {
    let quoted = "diff --git \"a/\\303\\244 \\\"b\\\".py\" \"b/\\303\\244 \\\"b\\\".py\"\n--- /dev/null\n\
                  +++ \"b/\\303\\244 \\\"b\\\".py\"\n@@ -0,0 +1 @@\n+x\n";
    assert_eq!(shown(quoted), ["ä \"b\".py: [1]"]);
    let blank =
        "diff --git a/a b/c d.py b/a b/c d.py\n--- a/a b/c d.py\t\n+++ b/a b/c d.py\t\n@@ -1 +1 @@\n-x\n+y\n";
    assert_eq!(shown(blank), ["a b/c d.py: [1]"]);
    let mode = "diff --git a/a b/c b/a b/c\nold mode 100644\nnew mode 100755\n";
    assert_eq!(shown(mode), ["a b/c: []"]);
    let bare = "diff --git x.py x.py\n--- x.py\n+++ x.py\n@@ -1 +1 @@\n-x\n+y\n";
    assert_eq!(shown(bare), ["x.py: [1]"]);
}

#[test]
fn renamed_deleted_binary_and_linked_files_are_known() {
    let diff = "diff --git a/old.py b/new.py\nsimilarity index 90%\nrename from old.py\nrename to new.py\n\
                --- a/old.py\n+++ b/new.py\n@@ -2 +2 @@\n-x\n+y\n\
                diff --git a/gone.py b/gone.py\ndeleted file mode 100644\n--- a/gone.py\n+++ /dev/null\n\
                @@ -1 +0,0 @@\n-x\n\
                diff --git a/p.png b/p.png\nBinary files a/p.png and b/p.png differ\n\
                diff --git a/sub b/sub\n--- a/sub\n+++ b/sub\n@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n";
    let files = parse(diff).unwrap();
    assert_eq!(files[0].renamed_from.as_deref(), Some("old.py"));
    assert!(files[1].deleted && files[1].path == "gone.py");
    assert_eq!(shown(diff), ["new.py: [2]", "gone.py: []", "p.png: []", "sub: [1]"]);
}

#[test]
fn in_an_unfinished_merge_what_head_does_not_have_is_new() {
    let diff = "diff --cc x.py\nindex 1,2..0\n--- a/x.py\n+++ b/x.py\n@@@ -1,2 -1,2 +1,6 @@@\n  same\n\
                ++<<<<<<< HEAD\n +ours\n++=======\n+ theirs\n++>>>>>>> b\n";
    assert_eq!(shown(diff), ["x.py: [2, 4, 5, 6]"]);
    // lines of both sides that are in neither any more
    let diff = "diff --cc x.py\n--- a/x.py\n+++ b/x.py\n@@@ -3,3 -3,2 +3,2 @@@\n- ours\n--both\n -theirs\n\
                ++new\n  same\n@@@ -9,0 -9,1 +9,1 @@@\n+ its\n";
    assert_eq!(shown(diff), ["x.py: [3, 9]"]);
    assert_eq!(parse(diff).unwrap()[0].edits[0], Edit { old: 3..5, new: 3..4 });
}

#[test]
fn prefixes_are_those_of_any_configuration() {
    let change =
        |old: &str, new: &str| format!("diff --git {old} {new}\n--- {old}\n+++ {new}\n@@ -1 +1 @@\n-x\n+y\n");
    for (old, new) in [
        ("a/s/x.py", "b/s/x.py"),
        ("b/s/x.py", "a/s/x.py"),
        ("c/s/x.py", "w/s/x.py"),
        ("c/s/x.py", "i/s/x.py"),
        ("i/s/x.py", "w/s/x.py"),
        ("w/s/x.py", "i/s/x.py"),
        ("o/s/x.py", "w/s/x.py"),
        ("1/s/x.py", "2/s/x.py"),
        ("s/x.py", "s/x.py"),
    ] {
        assert_eq!(shown(&change(old, new)), ["s/x.py: [1]"], "{old} {new}");
    }
    // folders that are called as prefixes are
    for path in ["b/x.py", "w/x.py", "i/w/x.py"] {
        assert_eq!(shown(&change(path, path)), [format!("{path}: [1]")]);
    }
    let quoted = "diff --git \"c/\\303\\274.py\" \"w/\\303\\274.py\"\nold mode 100644\nnew mode 100755\n";
    assert_eq!(shown(quoted), ["ü.py: []"]);
    let new = "diff --git c/x w/x\nnew file mode 100644\n--- /dev/null\n+++ w/x\n@@ -0,0 +1 @@\n+y\n";
    assert_eq!(shown(new), ["x: [1]"]);
    let moved = "diff --git c/x.py w/b/y.py\nsimilarity index 50%\nrename from x.py\nrename to b/y.py\n\
                 --- c/x.py\n+++ w/b/y.py\n@@ -1 +1 @@\n-x\n+y\n";
    assert_eq!(shown(moved), ["b/y.py: [1]"]);
    let gone = "diff --git i/x w/x\ndeleted file mode 100644\n--- i/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-y\n";
    assert_eq!(shown(gone), ["x: []"]);
}

#[test]
fn what_is_no_diff_is_told_with_its_line() {
    assert_eq!(parse("\n@@ -1 +1 @@\n").unwrap_err(), "line 2: a hunk of no file: @@ -1 +1 @@");
    assert_eq!(parse("--- a\n+++ a\n@@ x @@\n").unwrap_err(), "line 3: no hunk: @@ x @@");
    assert_eq!(parse("").unwrap(), []);
}
