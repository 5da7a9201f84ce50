//! `json`: the document itself.

use super::{Document, Format, ReportError, Style};

pub(super) struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn render(&self, document: &Document, _: Style) -> Result<Vec<u8>, ReportError> {
        document.to_json()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        let document = fixture::document();
        let bytes = document.to_json().unwrap();
        assert_eq!(Document::parse(&bytes).unwrap(), document);
    }

    #[test]
    fn reports_of_other_programs_are_read() {
        let text = r#"{"schemaVersion": "1.7", "thresholds": {"high": 80, "low": 60}, "files": {"a.py": {
            "language": "python", "source": "x = 1", "mutants": [{"id": "1", "mutatorName": "Number",
            "location": {"start": {"line": 1, "column": 5}, "end": {"line": 1, "column": 6}},
            "status": "Survived"}]}}}"#;
        assert_eq!(Document::parse(text.as_bytes()).unwrap().summary().survived, 1);
    }

    #[test]
    fn an_unknown_version_is_refused() {
        let text = r#"{"schemaVersion": "9", "thresholds": {"high": 80, "low": 60}, "files": {}}"#;
        let error = Document::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains("`9`"), "{error}");
    }

    #[test]
    fn the_report_has_the_shape_of_the_schema() {
        let value: serde_json::Value =
            serde_json::from_slice(&fixture::document().to_json().unwrap()).unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(&value["files"]["pkg/a.py"]["mutants"][1]).unwrap(), @r#"
{
  "coveredBy": [
    "0",
    "1"
  ],
  "description": "replace `<` with `<=`",
  "id": "aaaaaaaaaaaa",
  "killedBy": [],
  "location": {
    "end": {
      "column": 11,
      "line": 4
    },
    "start": {
      "column": 10,
      "line": 4
    }
  },
  "mutate": {
    "cached": false,
    "durationMs": 1.5,
    "operatorVersion": 1,
    "qualname": "f",
    "strategy": "swap"
  },
  "mutatorName": "demo",
  "replacement": "<=",
  "status": "Survived",
  "testsCompleted": 2
}
"#);
        insta::assert_snapshot!(serde_json::to_string_pretty(&value["testFiles"]).unwrap(), @r#"
{
  "tests/test_a.py": {
    "tests": [
      {
        "id": "0",
        "name": "tests/test_a.py::test_one"
      },
      {
        "id": "1",
        "name": "tests/test_a.py::test_two[x]"
      }
    ]
  },
  "tests/test_b.py": {
    "tests": [
      {
        "id": "2",
        "name": "tests/test_b.py::T::test_three"
      }
    ]
  }
}
"#);
        insta::assert_snapshot!(serde_json::to_string_pretty(&value["mutate"]).unwrap(), @r#"
{
  "coverage": "7.6",
  "foreign": [],
  "forkUnsafe": null,
  "partial": false,
  "project": "demo",
  "pytest": "8.0",
  "python": "3.11.7",
  "quarantined": [
    {
      "reason": "it fails when it runs alone",
      "test": "tests/test_b.py::T::test_three"
    }
  ],
  "skipped": [
    {
      "path": "pkg/old.py",
      "reason": "line 1: Python 2 print statement"
    }
  ],
  "version": 1
}
"#);
    }
}
