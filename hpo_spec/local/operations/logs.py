"""CloudWatch Logs: the streams of training and transform jobs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hpo_spec.local.arns import ACCOUNT
from hpo_spec.local.engine import Answer, Context, Operation
from hpo_spec.local.logs import GROUPS, Event
from hpo_spec.local.operations.pages import page
from hpo_spec.local.refusal import Refusal

_MOST_STREAMS = 50
_MOST_EVENTS = 10_000
_PLACE = r"[fb]/(\d+)"


def describe_log_streams(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`DescribeLogStreams`."""
    group = _group(parameters)
    names = context.logs.streams(group, parameters.get("logStreamNamePrefix", ""))
    streams = [_stream(context, group, name) for name in names]
    if parameters.get("orderBy") == "LastEventTime":
        streams.sort(key=lambda item: item.get("lastEventTimestamp", 0))
    if parameters.get("descending"):
        streams.reverse()
    given = {"NextToken": parameters["nextToken"]} if "nextToken" in parameters else {}
    items, token = page(streams, given, parameters.get("limit", _MOST_STREAMS))
    return {"logStreams": items, **({"nextToken": token["NextToken"]} if token else {})}


def get_log_events(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`GetLogEvents`: tokens count the events before them; at the end the same token comes back."""
    group, stream = _group(parameters), parameters["logStreamName"]
    if not context.logs.has(group, stream):
        raise Refusal("ResourceNotFoundException", "The specified log stream does not exist.")
    events = [item for item in context.logs.events(group, stream) if _is_within(item, parameters)]
    limit = parameters.get("limit", _MOST_EVENTS)
    token = re.fullmatch(_PLACE, parameters.get("nextToken", ""))
    if "nextToken" in parameters and token is None:
        raise Refusal("InvalidParameterException", "The specified nextToken is invalid.")
    if token is None:
        start = 0 if parameters.get("startFromHead") else max(0, len(events) - limit)
        end = min(len(events), start + limit)
    elif token[0].startswith("f"):
        start, end = int(token[1]), min(len(events), int(token[1]) + limit)
    else:
        start, end = max(0, int(token[1]) - limit), int(token[1])
    return {
        "events": [_event(item) for item in events[start:end]],
        "nextForwardToken": f"f/{max(start, end)}",
        "nextBackwardToken": f"b/{start}",
    }


def filter_log_events(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`FilterLogEvents`: a pattern is a text, or several, that the message has; other pattern languages are refused."""
    group = _group(parameters)
    names = parameters.get("logStreamNames") or context.logs.streams(group, parameters.get("logStreamNamePrefix", ""))
    terms = _terms(parameters.get("filterPattern", ""))
    found = [
        {"logStreamName": name, "eventId": f"{name}/{number}", **_event(item)}
        for name in names
        if context.logs.has(group, name)
        for number, item in enumerate(context.logs.events(group, name))
        if _is_within(item, parameters) and all(term in item.message for term in terms)
    ]
    found.sort(key=lambda item: item["timestamp"])
    given = {"NextToken": parameters["nextToken"]} if "nextToken" in parameters else {}
    items, token = page(found, given, parameters.get("limit", _MOST_EVENTS))
    return {"events": items, "searchedLogStreams": [], **({"nextToken": token["NextToken"]} if token else {})}


def _group(parameters: Mapping[str, Any]) -> str:
    named = parameters.get("logGroupName") or parameters.get("logGroupIdentifier", "")
    group = next((known for known in GROUPS if named == known or named.rstrip(":*").endswith(f":{known}")), None)
    if group is None:
        raise Refusal("ResourceNotFoundException", "The specified log group does not exist.")
    return group


def _stream(context: Context, group: str, name: str) -> Answer:
    ends = context.logs.ends(group, name)
    arn = f"arn:aws:logs:{context.region}:{ACCOUNT}:log-group:{group}:log-stream:{name}"
    times = (
        {
            "creationTime": ends[0].time_ms,
            "firstEventTimestamp": ends[0].time_ms,
            "lastEventTimestamp": ends[1].time_ms,
            "lastIngestionTime": ends[1].time_ms,
        }
        if ends
        else {}
    )
    return {"logStreamName": name, "arn": arn, "storedBytes": context.logs.size(group, name), **times}


def _event(event: Event) -> Answer:
    return {"timestamp": event.time_ms, "message": event.message, "ingestionTime": event.time_ms}


def _is_within(event: Event, parameters: Mapping[str, Any]) -> bool:
    start, end = parameters.get("startTime", 0), parameters.get("endTime", 1 << 62)
    return bool(start <= event.time_ms < end)


def _terms(pattern: str) -> list[str]:
    if re.search(r"^\s*[{\[%?]|^\s*-", pattern):
        raise Refusal(
            "InvalidParameterException", f"The local engine only knows filter patterns of words: {pattern!r}."
        )
    return [quoted or word for quoted, word in re.findall(r'"([^"]*)"|(\S+)', pattern)]


OPERATIONS: dict[str, Operation] = {
    "DescribeLogStreams": describe_log_streams,
    "GetLogEvents": get_log_events,
    "FilterLogEvents": filter_log_events,
}
