package dev.quantloop.app.mlflow;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks an MLflow server. Each question has its time; what goes wrong is told in one line. Used by
 * one thread.
 */
final class MlflowClient {
  private static final String API = "/api/2.0/mlflow/";
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";
  private static final int LONGEST_MESSAGE = 200;

  /** What an upload has a second for, besides the time of a question. */
  private static final long BYTES_A_SECOND = 1 << 20;

  private final MlflowServer server;
  private final Duration patience;
  private final HttpClient client;

  /**
   * @param patience the time of a question
   */
  MlflowClient(MlflowServer server, Duration patience) {
    this.server = server;
    this.patience = patience;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(patience)
            .build();
  }

  /** An answer that says no. */
  record Refusal(int status, String code, String message) {
    boolean says(String other) {
      return code.equals(other);
    }
  }

  /** What a server answers: a document, or a refusal and no document. */
  record Reply(Map<String, Object> document, Refusal refusal) {
    boolean isRefusal() {
      return refusal != null;
    }
  }

  /**
   * @param parameters names and values in turn
   * @throws UserException when there is no answer
   */
  Reply get(String path, String... parameters) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < parameters.length; i += 2) {
      query.append(i == 0 ? '?' : '&').append(parameters[i]).append('=');
      query.append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
    }
    return reply(request(server.at(API + path + query)).GET(), patience);
  }

  /** The same with a document. */
  Reply post(String path, Map<String, Object> document) {
    HttpRequest.Builder request =
        request(server.at(API + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.line(document)));
    return reply(request, patience);
  }

  /**
   * The answer to a question that is not refused.
   *
   * @throws UserException when it is
   */
  Map<String, Object> accepted(Reply reply) {
    if (reply.isRefusal()) {
      throw refused(reply.refusal());
    }
    return reply.document();
  }

  /**
   * Uploads a file through the server.
   *
   * @param path below the root of its artifacts
   */
  void upload(String path, BodyPublisher body) {
    Duration time = patience.plusSeconds(body.contentLength() / BYTES_A_SECOND);
    URI address =
        server.at(
            ARTIFACTS
                + URLEncoder.encode(path, StandardCharsets.UTF_8)
                    .replace("%2F", "/")
                    .replace("+", "%20"));
    accepted(
        reply(request(address).header("Content-Type", "application/octet-stream").PUT(body), time));
  }

  private HttpRequest.Builder request(URI address) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).header("User-Agent", "quantloop/" + ProgramVersion.CURRENT);
    server.authorization().ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private Reply reply(HttpRequest.Builder request, Duration time) {
    HttpResponse<String> response = send(request.build(), time);
    int status = response.statusCode();
    Map<String, Object> document;
    try {
      document = response.body().isBlank() ? Map.of() : Json.parse(response.body());
    } catch (UncheckedIOException e) {
      document = null;
    }
    if (status / 100 == 2 && document != null) {
      return new Reply(document, null);
    } else if (document == null && status / 100 == 2) {
      throw new UserException(where() + " does not answer like an MLflow server");
    } else if (status / 100 == 3) {
      String to = response.headers().firstValue("Location").orElse("elsewhere");
      throw new UserException("%s sends on to %s: give that address".formatted(where(), to));
    }
    boolean told = document != null && document.containsKey("error_code");
    return new Reply(
        null,
        new Refusal(
            status,
            told ? document.get("error_code").toString() : "",
            told ? String.valueOf(document.get("message")) : response.body()));
  }

  /** The timeout of a request ends with the headers, so the whole has one of its own. */
  private HttpResponse<String> send(HttpRequest request, Duration time) {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    try {
      return answer.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new UserException("can't reach %s: %s".formatted(where(), reason(e)), e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new UserException(
          "%s did not answer in %d s".formatted(where(), Math.max(1, time.toSeconds())), e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new UserException("interrupted while asking " + where(), e);
    }
  }

  private String reason(ExecutionException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "no such host";
      } else if (cause instanceof HttpConnectTimeoutException) {
        return "no connection in %d s".formatted(patience.toSeconds());
      }
    }
    Throwable cause = failure.getCause();
    if (cause instanceof ConnectException) {
      return "connection refused; is the server running?";
    }
    boolean silent = !(cause instanceof IOException) || cause.getMessage() == null;
    return silent ? "the connection was closed" : cause.getMessage();
  }

  private UserException refused(Refusal refusal) {
    String said = refusal.message().strip().lines().findFirst().orElse("").replaceFirst("\\.$", "");
    boolean page = said.startsWith("<");
    return new UserException(
        "%s refuses (HTTP %d%s)%s%s"
            .formatted(
                where(),
                refusal.status(),
                refusal.code().isEmpty() ? "" : ", " + refusal.code(),
                page || said.isEmpty()
                    ? ""
                    : ": " + said.substring(0, Math.min(said.length(), LONGEST_MESSAGE)),
                hint(refusal.status())));
  }

  private static String hint(int status) {
    return switch (status) {
      case 401, 403 ->
          "; MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, says who asks";
      case 404 -> "; is it an MLflow server?";
      default -> "";
    };
  }

  private String where() {
    return server.address().toString();
  }
}
