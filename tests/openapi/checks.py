"""What a schema can say, the schema says: a record that it allows is refused only by rules that look further."""

from datetime import date

import schemathesis
from schemathesis.generation import GenerationMode

# Rules of types, patterns, lists, lengths, bounds and of what must be there.
SHAPE = {
    "X-TYPE", "X-CODE", "X-SET", "X-BOOL", "X-NUMBER", "X-SCALE", "X-LENGTH", "X-RANGE", "X-REQ", "X-FORMULA", "X-ID",
    "X-DATE", "X-MISS", "F-HEADER-UNKNOWN",
}

# What a schema cannot say: a check character, and which items an instrument has.
FURTHER = {("X-ID", "patient_ref"), ("X-CODE", "item")}


def no_such_day(finding, body):
    """31 February has the pattern of a date."""
    row = body[finding["list"]][finding["row"]] if "list" in finding else body
    try:
        date.fromisoformat(str(row[finding["field"]])[:10])
    except ValueError:
        return True
    return False


@schemathesis.check
def what_a_schema_can_say_it_says(ctx, response, case):
    positive = case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE
    if response.status_code != 422 or not positive:
        return
    for finding in response.json().get("findings", []):
        rule, field = finding["rule"], finding["field"]
        if rule not in SHAPE or (rule, field) in FURTHER or rule == "X-DATE" and no_such_day(finding, case.body):
            continue
        raise AssertionError(f"the schema allows it: {finding}")
