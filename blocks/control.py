"""Steer: answer, fail, catch failures, call the flow's own functions, say something."""

from __future__ import annotations

from typing import Annotated, Any, Never

from blockloom.runtime import Body, Fields, FlowError, Function, Return, Verbatim, here, sentence, text_of

HUE = 20

_YEAR = 365 * 86_400

_NO_FIELDS: dict[str, Any] = {}


def print_(value: Any, /) -> None:
    """Print {value}.

    Lists and objects are printed as JSON.

    >>> print_(6 / 2)
    3
    """
    here().say(text_of(value))


def comment(text: Verbatim, /) -> None:
    """{text}.

    A remark for people; it does nothing.

    >>> comment("Prices are in cents.")
    """


def return_(value: Any = None, /) -> Never:
    """Return {value}.

    Ends the function, or the flow where it stands in no function, and answers the value.

    >>> return_(5)
    Traceback (most recent call last):
    blockloom.runtime.types.Return
    """
    raise Return(value)


def wait(seconds: float, /) -> None:
    """Wait {seconds} seconds.

    Nothing else of the flow happens meanwhile. Stop and the deadline of the run end the waiting too.

    >>> wait(0.01)
    """
    if not 0 <= seconds <= _YEAR:
        raise FlowError(
            "out_of_range",
            sentence("A wait takes 0 to {most} seconds (a year). You gave {seconds}.", most=_YEAR, seconds=seconds),
        )
    here().clock.wait(seconds)


def raise_(message: str, /, code: Any = "raised") -> Never:
    """Raise the error {message} with the code {code}.

    A try around it can catch it; its catch steps see error.message and error.code.

    >>> raise_("Out of stock", 409)
    Traceback (most recent call last):
    blockloom.runtime.errors.FlowError: Out of stock
    """
    raise FlowError(code, message)


def try_(do: Body, /, catch: Annotated[Body, "error"] | None = None, finally_: Body | None = None) -> None:
    """Try {do} catch {catch} finally {finally}.

    If a step fails, the catch steps run and see error.code, error.message and error.path. Without catch steps the error
    goes on. The finally steps always run. Stop, the step limit and the deadline can't be caught.

    >>> def fail():
    ...     raise_("Out of stock")
    >>> try_(fail, lambda error: print(error["message"]), lambda: print("done"))
    Out of stock
    done
    """
    try:
        do()
    except FlowError as failure:
        if catch is None:
            raise
        catch(failure.record())
    finally:
        if finally_ is not None:
            finally_()


def call(function: Function, /, with_: Fields = _NO_FIELDS) -> Any:
    """Call {function} with {with}.

    Runs one of the flow's own functions and answers what it returns.

    >>> call(lambda a, b: a + b, {"a": 1, "b": 2})
    3
    """
    return function(**with_)


def run_flow(flow: str, /, with_: Fields = _NO_FIELDS) -> Any:
    """Run the flow {flow} with {with}.

    Runs another of your flows as a part of this one and answers what it returns. Its variables are its own; what fails
    in it fails here.

    >>> run_flow("orders", {"limit": 10})
    Traceback (most recent call last):
    blockloom.runtime.errors.FlowError: This run knows no other flows.
    """
    return here().flows.run(flow, with_)
