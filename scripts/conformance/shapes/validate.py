"""Holds recorded calls against the models of AWS that botocore carries: `validate.py RECORDING.jsonl`.

Each line of the recording is a call: target, operation, request, status, answer. Prints a line of JSON for each
operation that was called: how many requests and answers there were, and what of them is not as the model says.
"""

import base64
import json
import re
import sys

import botocore.session
from botocore.validate import ParamValidator

SERVICES = ("cloudwatch", "logs", "dynamodb", "dynamodbstreams", "lambda", "sqs", "sns", "events")
# What every service may answer ("Common Errors" in each API reference), beside the errors of the operation.
COMMON_ERRORS = {
    "AccessDeniedException",
    "IncompleteSignatureException",
    "InternalFailure",
    "InternalServiceFault",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "ServiceUnavailableException",
    "ThrottlingException",
    "UnknownOperationException",
    "ValidationException",
}


# Where AWS's own pages show an answer that its model forbids: DescribeTable's example has 0 there.
AWS_SAYS_OTHERWISE = ("ProvisionedThroughput.NumberOfDecreasesToday",)


def load_models():
    session = botocore.session.get_session()
    models = {}
    for name in SERVICES:
        model = session.get_service_model(name)
        prefix = model.metadata.get("targetPrefix")
        if prefix:
            models[prefix] = model
    return models


def decode(shape, value):
    """The value as botocore's validator wants it: times and blobs are other things in JSON."""
    if value is None:
        return value
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        members = shape.members
        return {key: decode(members[key], item) if key in members else item for key, item in value.items()}
    if kind == "list" and isinstance(value, list):
        return [decode(shape.member, item) for item in value]
    if kind == "map" and isinstance(value, dict):
        return {key: decode(shape.value, item) for key, item in value.items()}
    if kind == "blob" and isinstance(value, str):
        return base64.b64decode(value, validate=True)
    # A time is a number in awsJson; any other text than a number would be taken, too.
    if kind == "timestamp" and (isinstance(value, bool) or not isinstance(value, (int, float))):
        return {"no": "time"}
    return value


def bounds(shape, value, path, wrong):
    """What the validator does not look at: enumerations, patterns, the greatest length and value, nulls."""
    kind, limits = shape.type_name, shape.metadata
    if value is None:
        wrong.append(f"{path} is null")
    elif kind == "structure":
        for key, item in value.items() if isinstance(value, dict) else ():
            if key in shape.members:
                bounds(shape.members[key], item, f"{path}.{key}", wrong)
        if getattr(shape, "is_tagged_union", False) and len(value) != 1:
            wrong.append(f"{path} has {len(value)} members of a union")
    elif kind == "list" and isinstance(value, list):
        if len(value) > limits.get("max", len(value)) or len(value) < limits.get("min", 0):
            wrong.append(f"{path} has {len(value)} items")
        for index, item in enumerate(value):
            bounds(shape.member, item, f"{path}[{index}]", wrong)
    elif kind == "map" and isinstance(value, dict):
        if len(value) > limits.get("max", len(value)):
            wrong.append(f"{path} has {len(value)} entries")
        for key, item in value.items():
            bounds(shape.key, key, f"{path}.key", wrong)
            bounds(shape.value, item, f"{path}.{key}", wrong)
    elif isinstance(value, str):
        if shape.type_name == "string" and shape.enum and value not in shape.enum:
            wrong.append(f"{path} is {value[:40]!r}, none of its enumeration")
        if len(value) > limits.get("max", len(value)) or len(value) < limits.get("min", 0):
            wrong.append(f"{path} has {len(value)} characters")
        pattern = limits.get("pattern")
        if pattern and not matches(pattern, value):
            wrong.append(f"{path} is {value[:60]!r}, not of its pattern")
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and kind != "timestamp":
        if value > limits.get("max", value) or value < limits.get("min", value):
            wrong.append(f"{path} is {value}")


def matches(pattern, text):
    try:
        return re.search(f"^(?:{pattern})$", text) is not None
    except re.error:
        # A dialect that Python does not read.
        return True


def problems(shape, text, what):
    wrong = []
    try:
        value = json.loads(text or "{}")
    except ValueError:
        return [f"{what} is no JSON: {(text or str())[:80]!r} … {(text or str())[-80:]!r}"]
    if shape is None:
        return [] if value in ({}, None) else [f"{what} has members, and the model none"]
    try:
        report = ParamValidator().validate(decode(shape, value), shape)
        if report.has_errors():
            wrong.extend(report.generate_report().split("\n"))
    except ValueError as error:
        wrong.append(f"{what} cannot be read: {error}")
    bounds(shape, value, what, wrong)
    return [text for text in wrong if not any(place in text for place in AWS_SAYS_OTHERWISE)]


def error_problems(model, operation, text):
    try:
        code = str(json.loads(text).get("__type", "")).split("#")[-1]
    except ValueError:
        return ["an error is no JSON"]
    names = {shape.error_code for shape in operation.error_shapes} | {shape.name for shape in operation.error_shapes}
    return [] if code in names | COMMON_ERRORS else [f"the error {code} is none of the operation's"]


def main(path):
    models = load_models()
    seen = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            call = json.loads(line)
            model = models.get(call["target"])
            if model is None:
                continue
            key = (call["target"], call["operation"])
            row = seen.setdefault(key, {"requests": 0, "answers": 0, "errors": 0, "streams": 0, "wrong": []})
            row["requests"] += 1
            if call["operation"] not in model.operation_names:
                row["wrong"].append("the model has no such operation")
                continue
            operation = model.operation_model(call["operation"])
            # A request that is refused may be meant to be: only what the tool sends must be right.
            if call["by"] == "tool" or call["status"] < 400:
                row["wrong"].extend(problems(operation.input_shape, call["request"], "request"))
            if call["status"] >= 400:
                row["errors"] += 1
                row["wrong"].extend(error_problems(model, operation, call["answer"]))
            elif "eventstream" in call["contentType"]:
                row["streams"] += 1
            else:
                row["answers"] += 1
                row["wrong"].extend(problems(operation.output_shape, call["answer"], "answer"))
    for (target, operation), row in sorted(seen.items()):
        wrong = sorted(set(re.sub(r"\[\d+\]", "[]", text) for text in row.pop("wrong")))
        print(json.dumps({"target": target, "operation": operation, **row, "wrong": wrong}))


main(sys.argv[1])
