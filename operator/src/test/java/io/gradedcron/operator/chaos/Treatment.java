package io.gradedcron.operator.chaos;

import java.time.Duration;

/** What a proxy does to one request. */
sealed interface Treatment {
  /** Nothing. */
  record Pass() implements Treatment {}

  /** It arrives that much later. */
  record Delay(Duration by) implements Treatment {}

  /** It never arrives: the connection ends. */
  record Drop() implements Treatment {}

  /** It arrives and is carried out, and the connection ends before the answer. */
  record LoseAnswer() implements Treatment {}

  /** It never arrives, and is answered with this code; a 429 says to come again in a second. */
  record Refuse(int code) implements Treatment {}

  /** A watch is answered with 410 Gone: what it asks for is too old. */
  record Gone() implements Treatment {}
}
