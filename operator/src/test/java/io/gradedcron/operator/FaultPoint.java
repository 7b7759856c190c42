package io.gradedcron.operator;

import java.util.List;

/**
 * Where between two requests to the API server a process is to end, as a crash would end it.
 *
 * @param moment on which side of the request
 * @param request the request: a pattern of its method and path, such as {@code DELETE /api/v1/.*}
 * @param before requests that have to be answered first: a pattern of the same kind
 * @param answers how many of those
 */
record FaultPoint(Moment moment, String request, String before, int answers) {
  /** On which side of a request. */
  enum Moment {
    /** It is never sent. */
    BEFORE_REQUEST,
    /** It is sent and carried out, but nobody reads the answer. */
    BEFORE_ANSWER
  }

  /** How many {@link #arguments} there are. */
  static final int ARGUMENTS = 4;

  /** Just before the first request of this kind after so many of the other kind were answered. */
  static FaultPoint beforeRequest(String request, String before, int answers) {
    return new FaultPoint(Moment.BEFORE_REQUEST, request, before, answers);
  }

  /** As the API server answers a request of this kind, after so many of them were answered. */
  static FaultPoint beforeAnswer(String request, int answers) {
    return new FaultPoint(Moment.BEFORE_ANSWER, request, request, answers);
  }

  /** Returns it as a program's arguments. */
  List<String> arguments() {
    return List.of(moment.name(), request, before, String.valueOf(answers));
  }

  /** Reads the first {@link #ARGUMENTS} of a program's arguments. */
  static FaultPoint of(List<String> arguments) {
    return new FaultPoint(
        Moment.valueOf(arguments.get(0)),
        arguments.get(1),
        arguments.get(2),
        Integer.parseInt(arguments.get(3)));
  }
}
