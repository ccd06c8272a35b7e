"""Three incidents for `orders-watch why`, each in a Region of its own of the same moto: what was put there, and the story that
is right. Onsets are minutes before the filling; figures reach three minutes ahead, so that the newest stays broken."""

from datetime import datetime, timezone

FIRST, AHEAD = -50, 4


def fill_incidents(client, minute):
    def iso(i):
        return datetime.fromtimestamp(minute + i * 60, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def put(region, namespace, name, dimensions, unit, value):
        """`value(i)` is the one value of the minute i."""
        data = [
            {
                "MetricName": name,
                "Dimensions": [{"Name": key, "Value": each} for key, each in dimensions.items()],
                "Timestamp": datetime.fromtimestamp(minute + i * 60 + 11, timezone.utc),
                "Value": float(value(i)),
                "Unit": unit,
            }
            for i in range(FIRST, AHEAD)
        ]
        client("cloudwatch", region).put_metric_data(Namespace=namespace, MetricData=data)

    def alarm(region, name, namespace, metric, dimensions, threshold, stat="Sum"):
        to = client("cloudwatch", region)
        to.put_metric_alarm(
            AlarmName=name,
            Namespace=namespace,
            MetricName=metric,
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
            Statistic=stat,
            Period=60,
            EvaluationPeriods=3,
            Threshold=float(threshold),
            ComparisonOperator="GreaterThanThreshold",
        )
        to.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="Threshold Crossed")

    def function(region, name, invocations, errors):
        of = {"FunctionName": name}
        put(region, "AWS/Lambda", "Invocations", of, "Count", lambda i: invocations)
        put(region, "AWS/Lambda", "Errors", of, "Count", errors)
        put(region, "AWS/Lambda", "Throttles", of, "Count", lambda i: 0)

    def after(onset, before, then):
        return lambda i: before if i < onset else then

    # A worker behind a queue fails since 14 minutes ago, with an error that is new; what is beside it is well.
    north = "eu-north-1"
    letters = {"QueueName": "letters"}
    put(north, "AWS/SQS", "NumberOfMessagesSent", letters, "Count", lambda i: 600)
    put(north, "AWS/SQS", "NumberOfMessagesDeleted", letters, "Count", after(-14, 600, 420))
    age = lambda i: 2 if i < -11 else 70 + 20 * (i + 11)
    put(north, "AWS/SQS", "ApproximateAgeOfOldestMessage", letters, "Seconds", age)
    function(north, "letter-press", 600, after(-14, 0, 180))
    function(north, "stamps", 60, lambda i: 0)
    alarm(north, "letters-old", "AWS/SQS", "ApproximateAgeOfOldestMessage", letters, 60, "Maximum")
    alarm(north, "letter-press-errors", "AWS/Lambda", "Errors", {"FunctionName": "letter-press"}, 20)
    logs = client("logs", north)
    group = "/aws/lambda/letter-press"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="one")
    known = [(minute - 1110 + 20 * n, f"INFO printed LET-{n}") for n in range(12)]
    jams = [(minute - 14 * 60 + 5 + 20 * n, f"ERROR paper jam in tray {n} after {100 + n} ms") for n in range(30)]
    events = [{"timestamp": at * 1000, "message": message} for at, message in known + jams]
    logs.put_log_events(logGroupName=group, logStreamName="one", logEvents=events)

    # A table throttles its writer since 16 minutes ago; two minutes later the writer fails.
    south = "ap-southeast-2"
    ledger = {"TableName": "Ledger"}
    put(south, "AWS/DynamoDB", "ConsumedWriteCapacityUnits", ledger, "Count", after(-16, 900, 700))
    put(south, "AWS/DynamoDB", "WriteThrottleEvents", ledger, "Count", after(-16, 0, 200))
    function(south, "book", 900, after(-14, 0, 200))
    alarm(south, "book-errors", "AWS/Lambda", "Errors", {"FunctionName": "book"}, 20)

    # An API is slow since its function is, 20 minutes ago; one minute later it shows at the API.
    west = "ca-central-1"
    shop = {"ApiName": "quotes-api"}
    put(west, "AWS/ApiGateway", "Count", shop, "Count", lambda i: 1200)
    put(west, "AWS/ApiGateway", "5XXError", shop, "Count", lambda i: 0)
    put(west, "Quotes", "Latency", {"Of": "quotes-api"}, "Milliseconds", after(-19, 90, 4300))
    function(west, "quote", 1200, lambda i: 0)
    put(west, "Quotes", "Latency", {"Of": "quote"}, "Milliseconds", after(-20, 70, 4200))
    alarm(west, "quotes-slow", "Quotes", "Latency", {"Of": "quotes-api"}, 1000, "Average")

    return [
        {
            "file": "story-queue.yaml",
            "health": "bad",
            "stage": "letter-press",
            "rule": "errors",
            "since": iso(-14),
            "effects": [{"stage": "letters", "rule": "age", "since": iso(-11)}],
            "message": {"like": "paper jam in tray", "count": len(jams)},
        },
        {
            "file": "story-table.yaml",
            "health": "bad",
            "stage": "Ledger",
            "rule": "throttles",
            "since": iso(-16),
            "effects": [{"stage": "book", "rule": "errors", "since": iso(-14)}],
        },
        {
            "file": "story-api.yaml",
            "health": "bad",
            "stage": "quote",
            "rule": "latency",
            "since": iso(-20),
            "effects": [{"stage": "quotes-api", "rule": "latency", "since": iso(-19)}],
        },
    ]
