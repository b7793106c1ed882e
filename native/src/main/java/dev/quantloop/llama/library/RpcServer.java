package dev.quantloop.llama.library;

import dev.quantloop.llama.LlamaException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A machine that runs llama.cpp's rpc-server. */
public record RpcServer(String host, int port) {
  private static final Pattern ENDPOINT = Pattern.compile("([^:/\\s]+):(\\d{1,5})");
  private static final int PATIENCE_MILLIS = 5000;
  private static final int LARGEST_PORT = 65535;

  /**
   * Reads {@code HOST:PORT}.
   *
   * @throws LlamaException if it is something else
   */
  public static RpcServer of(String endpoint) {
    Matcher parts = ENDPOINT.matcher(endpoint);
    if (!parts.matches() || Integer.parseInt(parts.group(2)) > LARGEST_PORT) {
      throw new LlamaException(
          "an RPC server is HOST:PORT, such as 10.0.0.2:50052, not " + endpoint);
    }
    return new RpcServer(parts.group(1), Integer.parseInt(parts.group(2)));
  }

  /** libllama ends the process if nobody answers, so that is found out before. */
  public void requireListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
    } catch (IOException | RuntimeException e) {
      throw new LlamaException(
          "no RPC server answers at %s (%s): start rpc-server there, or leave it out"
              .formatted(this, e.getMessage()),
          e);
    }
  }

  /** {@code HOST:PORT}. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
