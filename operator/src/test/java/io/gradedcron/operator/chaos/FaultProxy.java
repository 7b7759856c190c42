package io.gradedcron.operator.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.SocketFactory;

/**
 * Stands between one replica and the API server: plain HTTP/1.1 on the loopback address towards the
 * replica, TLS towards the API server. One thread a connection.
 */
final class FaultProxy implements AutoCloseable {
  private final int replica;
  private final URI server;
  private final SocketFactory sockets;
  private final Function<HttpHead, Treatment> weather;
  private final boolean renamesJobs;
  private final ServerSocket listener;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private final Set<Closeable> watches = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final ObjectMapper json = new ObjectMapper();
  private volatile String caller;

  /**
   * Starts to listen.
   *
   * @param replica the number of the replica that it serves
   * @param sockets makes the connections to the server: TLS, for an API server
   * @param weather decides what becomes of a request
   * @param renamesJobs true for the control run: Jobs are created under names that are no longer
   *     their slots' identity
   */
  FaultProxy(
      int replica,
      URI server,
      SocketFactory sockets,
      Function<HttpHead, Treatment> weather,
      boolean renamesJobs) {
    this.replica = replica;
    this.server = server;
    this.sockets = sockets;
    this.weather = weather;
    this.renamesJobs = renamesJobs;
    this.caller = "replica-" + replica;
    try {
      listener = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread("proxy-" + replica, this::accept);
  }

  /** Returns the address that the replica is to use. */
  URI address() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Requests carry this name from now on: the audit log then says which process sent them. */
  void calls(String name) {
    caller = name;
  }

  /** Ends every watch that is open. */
  void cutWatches() {
    watches.forEach(this::end);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        client.setTcpNoDelay(true);
        open.add(client);
        thread(
            "proxy-" + replica + "-" + connections.incrementAndGet(),
            () -> {
              try (ProxyConnection connection = new ProxyConnection(this, client)) {
                connection.serve();
              } catch (IOException e) {
                // Either side may end a connection at any time: that ends the other side's.
                end(client);
              } finally {
                open.remove(client);
              }
            });
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  Socket connect() throws IOException {
    Socket socket = sockets.createSocket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    open.add(socket);
    return socket;
  }

  void watchBegins(Closeable watch) {
    watches.add(watch);
  }

  /** Ends a connection of either side. */
  void end(Closeable connection) {
    watches.remove(connection);
    open.remove(connection);
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Treatment treat(HttpHead request) {
    return weather.apply(request);
  }

  String caller() {
    return caller;
  }

  String host() {
    return server.getAuthority();
  }

  boolean renamesJobs() {
    return renamesJobs;
  }

  ObjectMapper json() {
    return json;
  }

  static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() {
    end(listener);
    open.forEach(this::end);
  }
}
