package io.gradedcron.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.gradedcron.operator.FaultPoint.Moment;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * The operator as {@link Main} makes it, in a process that ends at a {@link FaultPoint}: at once,
 * without shutdown hooks, as by SIGKILL. The fault point stands before the operator's options.
 */
final class HaltingOperator implements Interceptor {
  /** As a shell shows a process that was killed. */
  static final int EXIT_CODE = 137;

  private final Moment moment;
  private final Pattern request;
  private final Pattern before;
  private final AtomicInteger answersToCome;

  private HaltingOperator(FaultPoint fault) {
    this.moment = fault.moment();
    this.request = Pattern.compile(fault.request());
    this.before = Pattern.compile(fault.before());
    this.answersToCome = new AtomicInteger(fault.answers());
  }

  /** Starts it. */
  public static void main(String[] arguments) {
    List<String> all = Arrays.asList(arguments);
    HaltingOperator halting =
        new HaltingOperator(FaultPoint.of(all.subList(0, FaultPoint.ARGUMENTS)));
    List<String> options = all.subList(FaultPoint.ARGUMENTS, all.size());
    System.exit(new Main(halting::client).execute(options.toArray(String[]::new)));
  }

  private KubernetesClient client(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(
            builder -> builder.addOrReplaceInterceptor("fault point", this))
        .build();
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest sent, RequestTags tags) {
    if (moment == Moment.BEFORE_REQUEST && answersToCome.get() <= 0 && matches(request, sent)) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }

  @Override
  public void after(
      HttpRequest sent, HttpResponse<?> answer, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    if (moment == Moment.BEFORE_ANSWER && answersToCome.get() <= 0 && matches(request, sent)) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
    if (answer.isSuccessful() && matches(before, sent)) {
      answersToCome.decrementAndGet();
    }
  }

  private static boolean matches(Pattern pattern, HttpRequest sent) {
    URI uri = sent.uri();
    String query = uri.getQuery() == null ? "" : "?" + uri.getQuery();
    return pattern.matcher(sent.method() + " " + uri.getPath() + query).matches();
  }
}
