"""Holds PDFs against PDF/UA-1: prints every failure, and ends with 1 when there is one."""

import sys

import page

failures = 0
for path in sys.argv[1:]:
    report = page.validate_pdf(path, profile="ua1")
    failures += len(report.failures) + (not report.is_compliant)
    for failure in report.failures:
        print(f"{path}: {failure.rule_id}: {failure.message} ({failure.object_id})")
    print(f"{path}: {report.rules.passed} of {report.rules.total} rules kept")
sys.exit(1 if failures else 0)
