"""What is known of a built-in algorithm, in the form that rules look things up in.

`uncertain` marks what the documentation contradicts or leaves open: nothing that rests on it is more than a warning.

Its tuples have real annotations, which are made into classes much faster than texts are.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing_extensions import TypedDict, Unpack

    class _More(TypedDict, total=False):
        """What any kind of hyperparameter may have beside the values that it takes."""

        required: bool
        tuned: str
        uncertain: bool
        maybe: tuple[str, ...]
        since: str
        until: str
        more_since: Mapping[str, tuple[str, ...]]
        other_name_of: str


class Hyperparameter(NamedTuple):
    """A hyperparameter of a built-in algorithm: which values it takes, and whether it may be tuned."""

    kind: str
    """`Integer`, `Continuous`, `Categorical` or `FreeText`."""
    low: float | None = None
    high: float | None = None
    low_is_open: bool = False
    """Whether `low` itself is excluded."""
    high_is_open: bool = False
    values: tuple[str, ...] = ()
    """The values, where they are listed; beside the bounds, texts that are taken too."""
    required: bool = False
    tuned: str = ""
    """The type of range that it may be tuned with; empty for one that may not be tuned."""
    uncertain: bool = False
    maybe: tuple[str, ...] = ()
    """More values, of which it is uncertain whether it takes them."""
    since: str = ""
    """The first version of the image that knows it."""
    until: str = ""
    """The last one."""
    more_since: Mapping[str, tuple[str, ...]] = {}
    """By the first version that knows them, more values."""
    other_name_of: str = ""
    """The hyperparameter that this is only another name of."""

    def allows(self, text: str) -> bool:
        """Whether a value, as it is sent, is one of those that it takes."""
        if self.kind == "FreeText" or text in self.values:
            return True
        if self.kind == "Categorical" or (self.values and self.low is None and self.high is None):
            return False
        try:
            number = int(text) if self.kind == "Integer" else float(text)
        except ValueError:
            return False
        return self.contains(number)

    def contains(self, number: float) -> bool:
        """Whether a number is within the bounds; not-a-number is within none."""
        above = self.low is None or number > self.low or (number == self.low and not self.low_is_open)
        below = self.high is None or number < self.high or (number == self.high and not self.high_is_open)
        return above and below and number == number  # noqa: PLR0124 - not-a-number is not

    def doubts(self, text: str) -> bool:
        """Whether it is uncertain that a value is refused which it is not known to take."""
        return self.uncertain or text in self.maybe

    @property
    def allowed(self) -> str:
        """What it takes, in words."""
        if self.kind == "FreeText":
            return "any text"
        if self.kind == "Categorical" or (self.values and self.low is None and self.high is None):
            return f"one of {', '.join(self.values)}"
        number = "a whole number" if self.kind == "Integer" else "a number"
        bounds = " and ".join(self._bounds())
        return f"{number}{' ' if bounds else ''}{bounds}{''.join(f', or {text}' for text in self.values)}"

    def _bounds(self) -> list[str]:
        from hpo_spec.spec.text import number_text  # here, because the models come with it: a trial needs none

        low = [] if self.low is None else [f"{'above' if self.low_is_open else 'from'} {number_text(self.low)}"]
        high = [] if self.high is None else [f"{'below' if self.high_is_open else 'up to'} {number_text(self.high)}"]
        return low + high


class ChannelFacts(NamedTuple):
    """A channel of a built-in algorithm."""

    required: bool = False
    content_types: tuple[str, ...] = ()
    """The MIME types that it reads; empty where the documentation names none."""
    pipe_content_types: tuple[str, ...] = ()
    """Those that it reads in Pipe mode, where they differ."""
    input_modes: tuple[str, ...] = ("File",)
    s3_distribution: str = ""
    """The only distribution that it takes, where there is only one."""
    pipe_until: str = ""
    """The last version of the image with Pipe mode, where a later one has none."""
    uncertain: bool = False


class Metric(NamedTuple):
    """An objective metric that a built-in algorithm emits."""

    direction: str
    """`Minimize` or `Maximize`."""
    since: str = ""
    uncertain: bool = False
    needs_number: bool = False
    """Whether the log has it with a number after `@` only, under which SageMaker does not look for it."""


class Algorithm(NamedTuple):
    """A built-in algorithm, in one version or, with `since` and `until` in its parts, in all."""

    name: str
    metrics: Mapping[str, Metric]
    hyperparameters: Mapping[str, Hyperparameter]
    channels: Mapping[str, ChannelFacts]
    versions: tuple[str, ...] = ()
    """The versions of its image that the facts tell apart, the oldest first."""
    apart: Mapping[str, "Algorithm"] = {}
    """Versions with facts of their own."""
    metrics_when: tuple[str, Mapping[str, tuple[str, ...]]] | None = None
    """A hyperparameter, and by its value the metrics that are emitted only then."""
    required_when: Mapping[str, tuple[str, str]] = {}
    """By hyperparameter, the other one and its value with which it is required."""
    default_content_type: str = ""
    """What data is taken for whose channel names no content type."""
    refuses_other_channels: bool = False
    """Whether a training job fails that has a channel of another name."""
    needs_gpu: bool = False
    is_single_instance: bool = False
    is_complete: bool = False
    """Whether it is certain to have no hyperparameters but these."""
    uncertain: bool = False
    """Whether nothing of it is certain, because it runs in an image that is not its own."""

    @property
    def required(self) -> list[str]:
        """The hyperparameters that it does not run without."""
        return self.required_with({})

    def required_with(self, given: Mapping[str, str]) -> list[str]:
        """The hyperparameters that it does not run without, beside those that are given."""
        also = {name for name, (other, value) in self.required_when.items() if given.get(other) == value}
        return [name for name, item in self.hyperparameters.items() if item.required or name in also]

    @property
    def tunable(self) -> list[str]:
        """The hyperparameters that may be tuned."""
        return [name for name, item in self.hyperparameters.items() if item.tuned]

    def at(self, version: str) -> "Algorithm":
        """What holds for one version of its image."""
        if version in self.apart:
            return self.apart[version]
        if version not in self.versions:
            return self
        order = {name: index for index, name in enumerate(self.versions)}
        now = order[version]

        def known(since: str, until: str = "") -> bool:
            return order.get(since, 0) <= now <= order.get(until, len(order))

        def current(item: Hyperparameter) -> Hyperparameter:
            more = [value for since, values in item.more_since.items() if known(since) for value in values]
            return item._replace(values=(*item.values, *more)) if more else item

        def piped(item: ChannelFacts) -> ChannelFacts:
            gone = not known("", item.pipe_until)
            return (
                item._replace(input_modes=tuple(mode for mode in item.input_modes if mode != "Pipe")) if gone else item
            )

        return self._replace(
            channels={name: piped(item) for name, item in self.channels.items()},
            hyperparameters={
                name: current(item) for name, item in self.hyperparameters.items() if known(item.since, item.until)
            },
            metrics={name: item for name, item in self.metrics.items() if known(item.since)},
        )


def whole(
    min: int | None = None,
    max: int | None = None,
    *,
    above: int | None = None,
    below: int | None = None,
    also: Iterable[str] = (),
    **more: "Unpack[_More]",
) -> Hyperparameter:
    """A whole number within bounds, `above` and `below` excluded, or a text in `also`."""
    return _number("Integer", min, max, above, below, also)._replace(**more)


def real(
    min: float | None = None,
    max: float | None = None,
    *,
    above: float | None = None,
    below: float | None = None,
    also: Iterable[str] = (),
    **more: "Unpack[_More]",
) -> Hyperparameter:
    """A number within bounds, `above` and `below` excluded, or a text in `also`."""
    return _number("Continuous", min, max, above, below, also)._replace(**more)


def one_of(*values: str, **more: "Unpack[_More]") -> Hyperparameter:
    """One of some values."""
    return Hyperparameter("Categorical", values=values)._replace(**more)


def true_or_false(*others: str, **more: "Unpack[_More]") -> Hyperparameter:
    """A boolean, in lower case or as Python's `str` writes it, which is how the SageMaker SDK sends it."""
    return one_of("true", "false", *others, "True", "False", **more)


def free_text(**more: "Unpack[_More]") -> Hyperparameter:
    """A text in a form of its own."""
    return Hyperparameter("FreeText")._replace(**more)


def _number(
    kind: str,
    min: float | None,
    max: float | None,
    above: float | None,
    below: float | None,
    also: Iterable[str],
) -> Hyperparameter:
    low, high = (min if above is None else above), (max if below is None else below)
    return Hyperparameter(kind, low, high, above is not None, below is not None, tuple(also))
