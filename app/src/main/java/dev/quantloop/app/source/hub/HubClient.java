package dev.quantloop.app.source.hub;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.UserException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Asks the hub and its dataset server, again and again where they are busy or fail: after what they
 * ask for, else after 1, 2, 4 … seconds, a little more or less. Used by one thread.
 */
final class HubClient {
  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration ANSWER = Duration.ofMinutes(3);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration SILENT_WAIT = Duration.ofSeconds(4);
  private static final int CONNECT_TRIES = 3;
  private static final int HOPS = 5;
  private static final Set<Integer> BUSY = Set.of(408, 425, 429, 500, 502, 503, 504);

  // Of the errors that the dataset server names, those that may pass; others are the dataset's.
  private static final Set<String> PASSING =
      Set.of(
          "AuthCheckHubRequestError",
          "JWTKeysError",
          "ResponseNotReady",
          "ResponseNotReadyError",
          "UnexpectedApiError",
          "UnexpectedError");

  static {
    // A proxy for https:// may want a password in plain; only its user can know whether that is all
    // right, and has written it down for it. Read by the first client.
    if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
      System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }
  }

  /** Waits; tests only note how long. */
  interface Pause {
    void sleep(Duration time) throws InterruptedException;
  }

  /** Looks at an answer that seems fine. */
  interface Check {
    /**
     * @throws IOException when a part of the answer is missing
     */
    void require(HubAnswer answer) throws IOException;
  }

  private final HubSettings settings;
  private final Consumer<String> says;
  private final Pause pause;
  private final Clock clock;
  private HttpClient client;

  /**
   * @param says is told of long waits
   */
  HubClient(HubSettings settings, Consumer<String> says, Pause pause, Clock clock) {
    this.settings = settings;
    this.says = says;
    this.pause = pause;
    this.clock = clock;
  }

  HubSettings settings() {
    return settings;
  }

  /**
   * The answer to a question: one that passed the check, or one that asking again would not change.
   *
   * @throws UserException when there is none
   */
  HubAnswer get(URI address, Optional<String> range, Check check) {
    Duration waited = Duration.ZERO;
    for (int tries = 1; ; tries++) {
      Duration wait = backoff(tries);
      String trouble;
      try {
        HubAnswer answer = exchange(address, range);
        if (answer.isOk()) {
          check.require(answer);
          return answer;
        } else if (!mayPass(answer)) {
          return answer;
        }
        trouble = "HTTP status " + answer.status();
        wait = answer.header("Retry-After").flatMap(this::retryAfter).orElse(wait);
      } catch (SSLException e) {
        throw failed(
            address,
            "no safe connection: "
                + e.getMessage()
                + "; where a proxy inspects connections, QUANTLOOP_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE"
                + " names its certificates",
            e);
      } catch (IOException e) {
        trouble = reason(e);
        if (isUnreachable(e) && tries >= CONNECT_TRIES) {
          throw unreachable(address, trouble, e);
        } else if (String.valueOf(e.getMessage()).startsWith("Tunnel failed")) {
          throw unreachable(address, trouble, e);
        }
      }
      if (waited.plus(wait).compareTo(settings.patience()) > 0) {
        throw gaveUp(address, trouble, wait);
      }
      if (wait.compareTo(SILENT_WAIT) >= 0) {
        says.accept(
            "%s: %s; asking again in %d s".formatted(address.getHost(), trouble, wait.toSeconds()));
      }
      sleep(wait);
      waited = waited.plus(wait);
    }
  }

  /** One try, without another one: for what only explains an error. */
  Optional<HubAnswer> tryOnce(URI address) {
    try {
      return Optional.of(exchange(address, Optional.empty()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean mayPass(HubAnswer answer) {
    return BUSY.contains(answer.status())
        && answer
            .header("X-Error-Code")
            .map(code -> answer.status() != 500 || PASSING.contains(code))
            .orElse(true);
  }

  private static Duration backoff(int tries) {
    long longest = LONGEST_WAIT.toMillis();
    long millis = Math.min(longest, FIRST_WAIT.toMillis() << Math.min(tries - 1, 10));
    return Duration.ofMillis(Math.round(millis * ThreadLocalRandom.current().nextDouble(0.7, 1.3)));
  }

  private Optional<Duration> retryAfter(String text) {
    if (text.matches("\\d{1,6}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      ZonedDateTime when = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration wait = Duration.between(clock.instant(), when.toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private void sleep(Duration wait) {
    try {
      pause.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted while waiting for the hub", e);
    }
  }

  /** Follows redirections; the token stays with the servers that it is for. */
  private HubAnswer exchange(URI address, Optional<String> range) throws IOException {
    URI at = address;
    for (int hop = 0; hop < HOPS; hop++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(at)
              .timeout(ANSWER)
              .header("User-Agent", "quantloop/" + ProgramVersion.CURRENT);
      range.ifPresent(bytes -> request.header("Range", bytes));
      if (settings.isTrusted(at)) {
        settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
      }
      HttpResponse<byte[]> response = send(request.build());
      Optional<String> location = response.headers().firstValue("Location");
      if (response.statusCode() / 100 != 3 || location.isEmpty()) {
        return new HubAnswer(response.statusCode(), response.headers(), response.body());
      }
      at = redirected(at, location.get());
    }
    throw new IOException("too many redirections");
  }

  private static URI redirected(URI from, String location) throws IOException {
    try {
      URI to = from.resolve(location);
      if (to.getHost() != null
          && (to.getScheme().equals("https") || from.getScheme().equals("http"))) {
        return to;
      }
    } catch (IllegalArgumentException e) {
      // As below.
    }
    throw new IOException("redirected to what is not an address");
  }

  /** The timeout of a request ends with the headers, so the body has one of its own. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client().sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no whole answer in %d s".formatted(ANSWER.toSeconds()), e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new UserException("interrupted while asking " + request.uri().getHost(), e);
    }
  }

  private HttpClient client() {
    if (client == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(CONNECT)
              .proxy(settings.proxies());
      settings.proxies().authenticator().ifPresent(builder::authenticator);
      client = builder.build();
    }
    return client;
  }

  private static boolean isUnreachable(IOException failure) {
    return failure instanceof ConnectException
        || failure instanceof HttpConnectTimeoutException
        || failure instanceof UnknownHostException;
  }

  private static String reason(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "no such host";
      }
    }
    if (failure instanceof HttpConnectTimeoutException) {
      return "no connection in %d s".formatted(CONNECT.toSeconds());
    } else if (failure instanceof ConnectException) {
      return "connection refused";
    } else if (failure instanceof EOFException || failure.getMessage() == null) {
      return "the connection was closed";
    }
    return failure.getMessage();
  }

  private UserException unreachable(URI address, String reason, IOException failure) {
    Optional<URI> proxy = settings.proxies().towards(address);
    return new UserException(
        proxy
            .map(
                by ->
                    "the proxy %s (%s_proxy) does not lead to %s: %s"
                        .formatted(
                            ProxySettings.shown(by),
                            address.getScheme(),
                            address.getHost(),
                            reason))
            .orElse(
                "can't reach %s: %s; without a network, HF_HUB_OFFLINE=1 reads what is in the cache"
                    .formatted(address.getAuthority(), reason)),
        failure);
  }

  private static UserException failed(URI address, String reason, IOException failure) {
    return new UserException(
        "can't read from %s: %s".formatted(address.getHost(), reason), failure);
  }

  private UserException gaveUp(URI address, String trouble, Duration wait) {
    String token =
        trouble.endsWith("429") && settings.token().isEmpty()
            ? "; with a token in HF_TOKEN more requests are allowed"
            : "";
    return new UserException(
        "%s does not serve now (%s, next try after %d s): run the command again later, what is fetched is kept%s"
            .formatted(address.getHost(), trouble, wait.toSeconds(), token));
  }
}
