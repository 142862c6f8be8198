"""The form of a scenario file as a JSON Schema, by which editors complete and explain its keys."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import NullableSchema, WithDefaultSchema

from mmtui.scenario.outline import FORMAT
from mmtui.scenario.schema import ScenarioTable


class _ForEditors(GenerateJsonSchema):
    # TOML has no null: a key that may be left out is left out.  Titles would only repeat the keys.

    def nullable_schema(self, schema: NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default") is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, for editors; what must agree between its parts it cannot say."""
    schema = ScenarioTable.model_json_schema(schema_generator=_ForEditors)
    for table in schema["$defs"].values():
        table.pop("title", None)  # the name of a class of ours
    head = {"$schema": _ForEditors.schema_dialect, "title": f"mmtui scenario, format = {FORMAT}"}
    return {**schema, **head, "description": "One challenge of mmtui: a run, and questions about it."}


def schema_text() -> str:
    """The same as the text of ``scenario-1.schema.json``."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
