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
        insta::assert_snapshot!(serde_json::to_string_pretty(&value["files"]["pkg/a.py"]["mutants"][1]).unwrap(), @"");
        insta::assert_snapshot!(serde_json::to_string_pretty(&value["testFiles"]).unwrap(), @"");
        insta::assert_snapshot!(serde_json::to_string_pretty(&value["mutate"]).unwrap(), @"");
    }
}
