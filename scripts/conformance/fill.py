"""Fills a moto server through its own API, prints on one line what it put there, then keeps one table and one log group
moving until its stdin ends. Usage: fill.py URL"""

import json
import sys
import threading
import time
from datetime import datetime, timezone

import boto3
from incidents import fill_incidents

url = sys.argv[1]
region = "us-east-1"


def client(service, where=region):
    keys = {"aws_access_key_id": "conformance", "aws_secret_access_key": "conformance"}
    return boto3.client(service, endpoint_url=url, region_name=where, **keys)


cloudwatch = client("cloudwatch")
logs = client("logs")
dynamodb = client("dynamodb")
started = int(time.time())
minute = started // 60 * 60


# Metrics. From 30 minutes ago to 3 minutes ahead, so that what is newest stays the same while the checks run; nothing
# at all between 14 and 10 minutes ago. Every statistic differs from every other.

GAP = range(-14, -9)


def put_metric(namespace, name, dimensions, values, unit="None"):
    """`values(i)` are the values of the minute i; all statistics that moto knows, as a reader must find them."""
    data, points = [], []
    for i in range(-30, 4):
        if i in GAP:
            continue
        at, seen = minute + i * 60, values(i)
        data.append(
            {
                "MetricName": name,
                "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
                "Timestamp": datetime.fromtimestamp(at + 7, timezone.utc),
                "Values": seen,
                "Unit": unit,
            }
        )
        statistics = {
            "Sum": sum(seen),
            "Average": sum(seen) / len(seen),
            "Minimum": min(seen),
            "Maximum": max(seen),
            "SampleCount": len(seen),
        }
        points.append({"at": at, **statistics})
    cloudwatch.put_metric_data(Namespace=namespace, MetricData=data)
    return {"namespace": namespace, "metric": name, "dimensions": dimensions, "points": points}


def past(i, old, new):
    """Of a minute long ago one value, of the last ones another: what is shown as now must be the new one."""
    return new if i > -8 else old


intake = {"FunctionName": "order-intake"}
basket = {"Shop": "eu", "Channel": "web"}
metrics = [
    put_metric("AWS/Lambda", "Invocations", intake, lambda i: [past(i, 2.0, 6.0)] * 60, "Count"),
    put_metric("AWS/Lambda", "Errors", intake, lambda i: [past(i, 0.0, 18.0), 0.0], "Count"),
    put_metric("AWS/Lambda", "ConcurrentExecutions", intake, lambda i: [3.0, past(i, 5.0, 41.0)], "Count"),
    put_metric("AWS/SQS", "NumberOfMessagesSent", {"QueueName": "payments"}, lambda i: [90.0, 30.0], "Count"),
    put_metric(
        "AWS/SQS", "ApproximateAgeOfOldestMessage", {"QueueName": "payments"}, lambda i: [1.0, past(i, 2, 87.0)], "Seconds"
    ),
    put_metric("Shop", "BasketValue", basket, lambda i: [9.5, 20.5, past(i, 36.0, 96.0)]),
    put_metric("Shop", "PayDuration", {"Shop": "eu"}, lambda i: [0.25, 0.75], "Seconds"),
    # Another of the same name: what is shown of the one must not hold the other.
    put_metric("Shop", "BasketValue", {"Shop": "us", "Channel": "web"}, lambda i: [100000.0 + i]),
]


# Alarms: 132 in all states, more than a page of AWS's holds; eight with names and reasons that matter.

STATES = ["OK", "ALARM", "INSUFFICIENT_DATA"]


def put_alarm(name, state, reason, to=cloudwatch, **more):
    to.put_metric_alarm(
        AlarmName=name,
        Namespace="AWS/SQS",
        MetricName="ApproximateAgeOfOldestMessage",
        Dimensions=[{"Name": "QueueName", "Value": "payments"}],
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=3,
        DatapointsToAlarm=2,
        Threshold=60.0,
        ComparisonOperator="GreaterThanThreshold",
        **more,
    )
    to.set_alarm_state(AlarmName=name, StateValue=state, StateReason=reason)


for i in range(124):
    put_alarm(f"fleet-{i:03}", STATES[i % 3], f"made {STATES[i % 3]} by hand, number {i}")
on_call = "arn:aws:sns:us-east-1:123456789012:on-call"
put_alarm("payments-age", "ALARM", "Threshold Crossed: 2 of 3 datapoints were above 60.0", AlarmActions=[on_call])
put_alarm("payments-quiet", "OK", "all is well", ActionsEnabled=False)
put_alarm("Zahlung ✓ 注文", "ALARM", "Unicode: größer als 60")
put_alarm("no-data-yet", "INSUFFICIENT_DATA", "Unchecked: no data")
put_alarm("hostile", "ALARM", "bell \x07 esc \x1b[31m <b>&amp; 'quotes' \"double\" ${x} %s \u202egnp.exe")
put_alarm("with spaces/and:colons", "OK", "odd names are names too")


def put_math_alarm(name, state, queries, comparison="GreaterThanThreshold", **more):
    cloudwatch.put_metric_alarm(
        AlarmName=name, EvaluationPeriods=2, ComparisonOperator=comparison, Metrics=queries, **more
    )
    cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="made by hand")


def query(name, metric, **more):
    of = {"Namespace": "AWS/SQS", "MetricName": metric, "Dimensions": [{"Name": "QueueName", "Value": "payments"}]}
    return {"Id": name, "MetricStat": {"Metric": of, "Period": 60, "Stat": "Sum"}, **more}


# Metric math, and a band of anomaly detection: neither has a metric of its own, the second no threshold.
put_math_alarm(
    "math-share",
    "ALARM",
    [
        query("d", "NumberOfMessagesDeleted", ReturnData=False),
        query("s", "NumberOfMessagesSent", ReturnData=False),
        {"Id": "share", "Expression": "100 * d / s", "Label": "share", "ReturnData": True},
    ],
    Threshold=90.0,
)
put_math_alarm(
    "math-band",
    "OK",
    [
        query("m", "NumberOfMessagesSent", ReturnData=True),
        {"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(m, 2)", "ReturnData": True},
    ],
    "GreaterThanUpperThreshold",
    ThresholdMetricId="band",
)


def held(where):
    """What moto itself says that it holds."""
    pages = client("cloudwatch", where).get_paginator("describe_alarms").paginate()
    return [
        {
            "name": alarm["AlarmName"],
            "arn": alarm["AlarmArn"],
            "state": alarm["StateValue"],
            "reason": alarm["StateReason"],
            "since": alarm["StateUpdatedTimestamp"].isoformat(),
            "threshold": alarm.get("Threshold"),
            "actionsEnabled": alarm["ActionsEnabled"],
            "region": where,
        }
        for page in pages
        for alarm in page["MetricAlarms"]
    ]


# Log groups.

TEXT_GROUP, JSON_GROUP, LIVE_GROUP = "/aws/lambda/order-intake", "/orders/payments", "/orders/live"
base = (started - 45) * 1000

text_lines = [
    "START RequestId: 6f1c Version: $LATEST",
    "[INFO] order ORD-1001 accepted",
    "[ERROR] order ORD-1002 refused: card expired",
    "plain, with unicode: größer ✓ 注文 👩‍🚀",
    "hostile \x1b[2J\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]52;c;aGFja2Vk\x07 \x9b31m end",
    "bidi \u202egnp.exe tab\there",
    "REPORT RequestId: 6f1c Duration: 102.25 ms Billed Duration: 103 ms Memory Size: 256 MB Max Memory Used: 91 MB",
]
json_lines = [
    json.dumps({"level": "info", "orderId": "ORD-1001", "msg": "paid", "amount": 59.9}),
    json.dumps({"level": "error", "orderId": "ORD-1002", "msg": "declined \x1b[31mred", "nested": {"code": 51}}),
    *[json.dumps({"level": "info", "orderId": f"ORD-2{i:03}", "msg": "paid"}) for i in range(40)],
]


def put_lines(group, stream, lines):
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    events = [{"timestamp": base + i * 500, "message": line} for i, line in enumerate(lines)]
    if events:
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
    return [{"group": group, "stream": stream, "at": event["timestamp"], "message": event["message"]} for event in events]


log_facts = put_lines(TEXT_GROUP, "2026/01/01/[$LATEST]abc", text_lines)
log_facts += put_lines(JSON_GROUP, "worker-1", json_lines)
put_lines(LIVE_GROUP, "live", [])


# Tables. `typed` is what was written, as DynamoDB has it; binary in base64.

changes = []


def create_table(name, stream, sort_key=False):
    schema = [{"AttributeName": "orderId", "KeyType": "HASH"}]
    attributes = [{"AttributeName": "orderId", "AttributeType": "S"}]
    if sort_key:
        schema.append({"AttributeName": "line", "KeyType": "RANGE"})
        attributes.append({"AttributeName": "line", "AttributeType": "N"})
    more = {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": stream}} if stream else {}
    dynamodb.create_table(
        TableName=name, KeySchema=schema, AttributeDefinitions=attributes, BillingMode="PAY_PER_REQUEST", **more
    )


def typed(value):
    """An attribute value with its bytes as base64 and its sets in a fixed order."""
    import base64

    [(kind, inner)] = value.items()
    if kind == "B":
        return {"B": base64.b64encode(inner).decode()}
    if kind == "BS":
        return {"BS": sorted(base64.b64encode(part).decode() for part in inner)}
    if kind in ("SS", "NS"):
        return {kind: sorted(inner)}
    if kind == "L":
        return {"L": [typed(part) for part in inner]}
    if kind == "M":
        return {"M": {name: typed(part) for name, part in inner.items()}}
    return value


state = {}


def change(order, item):
    """Writes an item, or removes it, and notes the change that the stream must hold."""
    old = state.get(order)
    if item is None:
        dynamodb.delete_item(TableName="Orders", Key={"orderId": {"S": order}})
        state.pop(order)
    else:
        item = {"orderId": {"S": order}, **item}
        dynamodb.put_item(TableName="Orders", Item=item)
        state[order] = item
    note(order, old, item)


def note(order, old, new):
    images = {
        name: {key: typed(value) for key, value in image.items()}
        for name, image in (("old", old), ("new", new))
        if image is not None
    }
    event = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
    changes.append({"event": event, "key": order, **images})


rich = {
    "status": {"S": "PLACED"},
    "big": {"N": "12345678901234567890123456789012345678"},
    "small": {"N": "-0.00000000000000000000000000000000000001234"},
    "price": {"N": "59.9"},
    "whole": {"N": "9007199254740993"},
    "zero": {"N": "0"},
    "photo": {"B": b"\x00\x01\xfe\xff" * 5},
    "tags": {"SS": ["red", "blue"]},
    "counts": {"NS": ["1", "2.5", "99999999999999999999999999999999999999"]},
    "parts": {"BS": [b"\x00", b"\xff\xff"]},
    "gone": {"NULL": True},
    "gift": {"BOOL": False},
    "empty": {"S": ""},
    "lines": {"L": [{"S": "a"}, {"N": "2"}, {"M": {"deep": {"L": [{"BOOL": True}]}}}]},
    "address": {"M": {"city": {"S": "Zürich \x1b[31m"}, "zip": {"S": "8001"}, "geo": {"M": {"lat": {"N": "47.3769"}}}}},
}
create_table("Orders", "NEW_AND_OLD_IMAGES")
change("ORD-1", rich)
change("ORD-1", {**rich, "status": {"S": "PAID"}, "price": {"N": "60"}})
change("ORD-1", {**rich, "status": {"S": "SHIPPED"}, "address": {"M": {**rich["address"]["M"], "city": {"S": "Bern"}}}})
change("ORD-2", {"status": {"S": "PLACED"}, "__proto__": {"S": "hostile"}, "constructor": {"N": "1"}})
change("ORD-1", None)
change("ORD-1", {"status": {"S": "PLACED again"}})
# More than the 1,000 records of one page.
for first in range(0, 1200, 25):
    batch = [
        {"orderId": {"S": f"BULK-{i:04}"}, "status": {"S": "PLACED"}, "n": {"N": str(i)}}
        for i in range(first, first + 25)
    ]
    dynamodb.batch_write_item(RequestItems={"Orders": [{"PutRequest": {"Item": item}} for item in batch]})
    for item in batch:
        note(item["orderId"]["S"], None, item)
change("ORD-2", None)

create_table("Plain", None)
create_table("KeysOnly", "KEYS_ONLY", sort_key=True)
for line in ("1", "2"):
    dynamodb.put_item(TableName="KeysOnly", Item={"orderId": {"S": "ORD-9"}, "line": {"N": line}, "x": {"S": "y"}})
create_table("Live", "NEW_AND_OLD_IMAGES")


# A dashboard of CloudWatch's own.

invocations = ["AWS/Lambda", "Invocations", "FunctionName", "order-intake"]
line_metric = [*invocations, {"stat": "Sum", "label": "orders taken"}]
widgets = [
    {"type": "text", "x": 0, "y": 0, "width": 24, "height": 2, "properties": {"markdown": "# Orders\nthe **shop**"}},
    {
        "type": "metric",
        "x": 0,
        "y": 2,
        "width": 12,
        "height": 6,
        "properties": {"title": "Intake", "region": region, "period": 60, "view": "timeSeries", "metrics": [line_metric]},
    },
    {
        "type": "metric",
        "x": 12,
        "y": 2,
        "width": 12,
        "height": 6,
        "properties": {
            "title": "Oldest payment",
            "region": region,
            "period": 60,
            "view": "singleValue",
            "metrics": [["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "payments", {"stat": "Maximum"}]],
        },
    },
    {
        "type": "alarm",
        "x": 0,
        "y": 8,
        "width": 24,
        "height": 2,
        "properties": {"title": "Watch", "alarms": [f"arn:aws:cloudwatch:{region}:123456789012:alarm:payments-age"]},
    },
]
widgets += [
    {
        "type": "metric",
        "x": 0,
        "y": 10,
        "width": 12,
        "height": 6,
        "properties": {
            "title": "By its name",
            "region": region,
            "period": 60,
            "stat": "Sum",
            "metrics": [
                [{"expression": "taken", "label": "by its name", "id": "same"}],
                [*invocations, {"id": "taken", "label": "hidden", "visible": False}],
            ],
        },
    },
    {"type": "explorer", "x": 12, "y": 10, "width": 12, "height": 6, "properties": {"title": "All hosts"}},
]
cloudwatch.put_dashboard(DashboardName="shop", DashboardBody=json.dumps({"widgets": widgets}))
figures = [
    {"type": "metric", "width": 12, "height": 6, "properties": {
        "title": stat, "region": region, "view": "singleValue", "setPeriodToTimeRange": True, "period": 60, "stat": stat,
        "metrics": [["AWS/Lambda", "Invocations", "FunctionName", "order-intake", {"label": stat}]],
    }}
    for stat in ["Sum", "Average", "Maximum", "SampleCount"]
]
cloudwatch.put_dashboard(DashboardName="figures", DashboardBody=json.dumps({"widgets": figures}))
cloudwatch.put_dashboard(DashboardName="empty", DashboardBody=json.dumps({"widgets": []}))


# Another Region, with an alarm that moves.

elsewhere = client("cloudwatch", "eu-west-1")
put_alarm("eu-flips", "OK", "still", to=elsewhere)
put_alarm("eu-steady", "ALARM", "steady", to=elsewhere)

facts = {
    "dashboards": [
        {"name": entry["DashboardName"], "bytes": entry["Size"]}
        for entry in sorted(cloudwatch.list_dashboards()["DashboardEntries"], key=lambda entry: entry["DashboardName"])
    ],
    "startedAt": started,
    "metrics": metrics,
    "alarms": held(region),
    "alarmsElsewhere": held("eu-west-1"),
    "logs": log_facts,
    "changes": changes,
    "incidents": fill_incidents(client, minute),
}
print(json.dumps(facts), flush=True)


# What moves: a counter in the table Live and in the log group, four a second; once, the alarm of the other Region.

ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
tick = 0
while not ended.wait(0.25):
    tick += 1
    dynamodb.put_item(TableName="Live", Item={"orderId": {"S": "TICK"}, "n": {"N": str(tick)}})
    line = {"timestamp": int(time.time() * 1000), "message": f"tick {tick}"}
    logs.put_log_events(logGroupName=LIVE_GROUP, logStreamName="live", logEvents=[line])
    if tick == 60:
        elsewhere.set_alarm_state(AlarmName="eu-flips", StateValue="ALARM", StateReason="flipped")
