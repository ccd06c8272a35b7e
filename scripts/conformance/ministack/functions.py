"""The three functions of the pipeline, as they run in ministack. One file: each is deployed with its own handler."""

import json
import os

import boto3
from boto3.dynamodb.types import TypeDeserializer

region = os.environ["AWS_REGION"]
clients = {}


def client(service):
    if service not in clients:
        clients[service] = boto3.client(service, region_name=region)
    return clients[service]


def log(level, context, order, message):
    line = {"level": level, "requestId": context.aws_request_id, "orderId": order, "message": message}
    print(json.dumps(line))


def intake(order, context):
    item = {"orderId": {"S": order["orderId"]}, "status": {"S": "RECEIVED"}, "total": {"N": order["total"]}}
    client("dynamodb").put_item(TableName="Orders", Item=item)
    log("INFO", context, order["orderId"], "order accepted")
    return {"orderId": order["orderId"]}


def dispatcher(event, context):
    read = TypeDeserializer().deserialize
    entries = []
    for record in event["Records"]:
        if record["eventName"] != "INSERT":
            continue
        order = read({"M": record["dynamodb"]["NewImage"]})["orderId"]
        detail = json.dumps({"orderId": order})
        entries.append(
            {"EventBusName": "orders", "Source": "shop", "DetailType": "OrderAccepted", "Detail": detail}
        )
        log("INFO", context, order, "order dispatched")
    for at in range(0, len(entries), 10):
        answer = client("events").put_events(Entries=entries[at : at + 10])
        if answer["FailedEntryCount"]:
            raise RuntimeError(f"the bus refused {answer['FailedEntryCount']} events")


def worker(event, context):
    for record in event["Records"]:
        order = json.loads(record["body"])["detail"]["orderId"]
        if int(order.removeprefix("ORD-")) % 10 == 0:
            log("ERROR", context, order, "card declined")
            raise RuntimeError(f"order {order}: card declined")
        key = {"orderId": {"S": order}}
        client("dynamodb").update_item(
            TableName="Orders",
            Key=key,
            UpdateExpression="SET #status = :paid",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":paid": {"S": "PAID"}},
        )
        client("sns").publish(TopicArn=os.environ["TOPIC"], Message=json.dumps({"orderId": order}))
        log("INFO", context, order, "order paid")
