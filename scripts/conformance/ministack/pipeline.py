"""Builds a pipeline of real functions in ministack by boto3, says so on a line, waits for a line on stdin, sends 200 orders
through it, and prints what then holds, as another client than the tool reads it. Usage: pipeline.py URL"""

import io
import json
import sys
import time
import zipfile
from datetime import datetime, timezone
from pathlib import Path

import boto3

url = sys.argv[1]
region = "us-east-1"
account = "000000000000"
first, count = 1001, 200
attempts = 2
failing_for = 12
orders = [f"ORD-{first + i}" for i in range(count)]
failing = [order for order in orders if int(order[4:]) % 10 == 0]
functions = ["order-intake", "order-dispatcher", "payment-worker"]
role = f"arn:aws:iam::{account}:role/orders"


def client(service):
    keys = {"aws_access_key_id": "conformance", "aws_secret_access_key": "conformance"}
    return boto3.client(service, endpoint_url=url, region_name=region, **keys)


cloudwatch, dynamodb, events = client("cloudwatch"), client("dynamodb"), client("events")
awslambda, logs, sns, sqs = client("lambda"), client("logs"), client("sns"), client("sqs")


def arn(service, resource):
    return f"arn:aws:{service}:{region}:{account}:{resource}"


def code():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as files:
        files.write(Path(__file__).with_name("functions.py"), "functions.py")
    return packed.getvalue()


def deploy(name, handler, **environment):
    awslambda.create_function(
        FunctionName=name,
        Runtime="python3.12",
        Handler=f"functions.{handler}",
        Role=role,
        Code={"ZipFile": code()},
        Timeout=10,
        Environment={"Variables": environment},
    )
    awslambda.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})


def queue(name, **attributes):
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def subscribe(topic, name):
    queue(name)
    raw = {"RawMessageDelivery": "true"}
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn("sqs", name), Attributes=raw)


def build():
    dynamodb.create_table(
        TableName="Orders",
        AttributeDefinitions=[{"AttributeName": "orderId", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "orderId", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    stream = dynamodb.describe_table(TableName="Orders")["Table"]["LatestStreamArn"]
    queue("payments-dead")
    redrive = {"deadLetterTargetArn": arn("sqs", "payments-dead"), "maxReceiveCount": attempts}
    queue("payments", VisibilityTimeout="10", RedrivePolicy=json.dumps(redrive))
    topic = sns.create_topic(Name="order-events")["TopicArn"]
    subscribe(topic, "shipping")
    deploy("order-intake", "intake")
    deploy("order-dispatcher", "dispatcher")
    deploy("payment-worker", "worker", TOPIC=topic)
    events.create_event_bus(Name="orders")
    pattern = {"source": ["shop"], "detail-type": ["OrderAccepted"]}
    events.put_rule(Name="order-accepted", EventBusName="orders", EventPattern=json.dumps(pattern))
    target = {"Id": "payments", "Arn": arn("sqs", "payments")}
    events.put_targets(Rule="order-accepted", EventBusName="orders", Targets=[target])
    awslambda.create_event_source_mapping(
        FunctionName="order-dispatcher",
        EventSourceArn=stream,
        StartingPosition="TRIM_HORIZON",
        BatchSize=10,
    )
    awslambda.create_event_source_mapping(
        FunctionName="payment-worker", EventSourceArn=arn("sqs", "payments"), BatchSize=1
    )
    for name in functions:
        logs.create_log_group(logGroupName=f"/aws/lambda/{name}")
    alarm("worker-errors", "AWS/Lambda", "Errors", {"FunctionName": "payment-worker"})
    depth = "ApproximateNumberOfMessagesVisible"
    alarm("payments-dead", "AWS/SQS", depth, {"QueueName": "payments-dead"})
    cloudwatch.put_composite_alarm(
        AlarmName="orders-unwell", AlarmRule='ALARM("worker-errors") OR ALARM("payments-dead")'
    )
    metrics = [["AWS/Lambda", "Errors", "FunctionName", name] for name in functions]
    widget = {"type": "metric", "width": 12, "height": 6, "properties": {"metrics": metrics, "region": region}}
    cloudwatch.put_dashboard(DashboardName="orders", DashboardBody=json.dumps({"widgets": [widget]}))


def alarm(name, namespace, metric, dimensions):
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0.0,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
    )


def send(order):
    body = json.dumps({"orderId": order, "total": "12.50"})
    answer = awslambda.invoke(FunctionName="order-intake", Payload=body)
    if "FunctionError" in answer:
        raise RuntimeError(f"order-intake: {answer['Payload'].read().decode()}")


def attribute(name, key):
    address = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    answer = sqs.get_queue_attributes(QueueUrl=address, AttributeNames=[key])
    return int(answer["Attributes"][key])


def wait_until(what, is_so, patience_s=90):
    for _ in range(patience_s * 2):
        if is_so():
            return
        time.sleep(0.5)
    raise RuntimeError(f"not after {patience_s} s: {what}")


def is_through():
    """Every order is paid and told on, or given up: nothing is on its way any more."""
    waiting = sum(attribute("payments", f"ApproximateNumberOfMessages{kind}") for kind in ("", "NotVisible"))
    given_up = attribute("payments-dead", "ApproximateNumberOfMessages")
    shipped = attribute("shipping", "ApproximateNumberOfMessages")
    return waiting == 0 and given_up == len(failing) and shipped == count - len(failing)


def lines_of(function):
    group = f"/aws/lambda/{function}"
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
    return [
        {"group": group, "stream": one["logStreamName"], "at": one["timestamp"], "message": one["message"]}
        for page in pages
        for one in page["events"]
    ]


def put(namespace, name, dimensions, unit, values):
    """`values` by minute. ministack publishes AWS/Lambda for functions that are invoked by a call alone; AWS, for all of these."""
    data = [
        {
            "MetricName": name,
            "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
            "Timestamp": datetime.fromtimestamp(at, timezone.utc),
            "Value": float(value),
            "Unit": unit,
        }
        for at, value in values.items()
    ]
    cloudwatch.put_metric_data(Namespace=namespace, MetricData=data)


def put_metrics(since):
    """Half an hour of quiet, then each minute what this run has measured, to four minutes ahead. The run is one of many: that its
    worker fails is minutes old, or nobody could judge it yet."""
    minutes = [since + i * 60 for i in range(-30, failing_for + 5)]

    def by_minute(before, then):
        return {at: then if at >= since else before for at in minutes}

    paid, tries = count - len(failing), count - len(failing) + attempts * len(failing)
    for name, invocations, errors in (
        ("order-intake", count, 0),
        ("order-dispatcher", count // 10, 0),
        ("payment-worker", tries, attempts * len(failing)),
    ):
        of = {"FunctionName": name}
        put("AWS/Lambda", "Invocations", of, "Count", by_minute(count, invocations))
        put("AWS/Lambda", "Errors", of, "Count", by_minute(0, errors))
        put("AWS/Lambda", "Throttles", of, "Count", by_minute(0, 0))
        put("AWS/Lambda", "Duration", of, "Milliseconds", by_minute(40, 40))
    for name, sent, deleted, visible in (
        ("payments", count, paid, 0),
        ("payments-dead", len(failing), 0, len(failing)),
        ("shipping", paid, 0, paid),
    ):
        of = {"QueueName": name}
        put("AWS/SQS", "NumberOfMessagesSent", of, "Count", by_minute(0, sent))
        put("AWS/SQS", "NumberOfMessagesDeleted", of, "Count", by_minute(0, deleted))
        put("AWS/SQS", "ApproximateNumberOfMessagesVisible", of, "Count", by_minute(0, visible))
    rule = {"EventBusName": "orders", "RuleName": "order-accepted"}
    put("AWS/Events", "Invocations", rule, "Count", by_minute(count, count))
    put("AWS/Events", "MatchedEvents", rule, "Count", by_minute(count, count))
    put("AWS/DynamoDB", "ConsumedWriteCapacityUnits", {"TableName": "Orders"}, "Count", by_minute(0, count + paid))
    put("AWS/SNS", "NumberOfMessagesPublished", {"TopicName": "order-events"}, "Count", by_minute(0, paid))


def changes_of(order):
    def item(status):
        return {"orderId": order, "status": status, "total": 12.5}

    inserted = {"event": "INSERT", "key": order, "new": item("RECEIVED")}
    if order in failing:
        return [inserted]
    return [inserted, {"event": "MODIFY", "key": order, "old": item("RECEIVED"), "new": item("PAID")}]


def iso(at):
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def facts():
    lines = [line for name in functions for line in lines_of(name)]
    since = int(time.time()) // 60 * 60 - failing_for * 60
    put_metrics(since)
    answer = cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    alarms = [*answer["MetricAlarms"], *answer["CompositeAlarms"]]
    return {
        "good": orders[0],
        "failed": failing[0],
        "attempts": attempts,
        "since": iso(since),
        "alarms": {one["AlarmName"]: one["StateValue"] for one in alarms},
        "changes": [change for order in orders for change in changes_of(order)],
        "logs": lines,
    }


build()
print("built", flush=True)
sys.stdin.readline()
for order in orders:
    send(order)
wait_until("all orders through the pipeline", is_through)
# The line that a call has ended is written after what it did.
time.sleep(2)
print(json.dumps(facts()), flush=True)
