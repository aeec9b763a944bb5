package dev.skipstream.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A receiver of OTLP, by HTTP and by gRPC, that keeps all spans. */
// A write that fails leaves a call without its answer, which the exporter reports.
@SuppressWarnings("FutureReturnValueIgnored")
final class OtlpReceiver implements AutoCloseable {
  /** A byte for compression, and four for the length. */
  private static final int GRPC_PREFIX = 5;

  private final List<Span> spans = new ArrayList<>();
  private final List<String> services = new ArrayList<>();
  private final HttpServer http;
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel grpc;

  OtlpReceiver() throws IOException, InterruptedException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body =
              "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                  ? new GZIPInputStream(exchange.getRequestBody()).readAllBytes()
                  : exchange.getRequestBody().readAllBytes();
          accept(body);
          exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    http.start();
    grpc =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    connection
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forServer().build(),
                            new Http2MultiplexHandler(
                                new ChannelInitializer<Channel>() {
                                  @Override
                                  protected void initChannel(Channel stream) {
                                    stream.pipeline().addLast(new GrpcCall());
                                  }
                                }));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
  }

  /** One call: the message is complete with the last frame of its stream. */
  private final class GrpcCall extends SimpleChannelInboundHandler<Http2StreamFrame> {
    private final ByteBuf message = Unpooled.buffer();

    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame)
        throws IOException {
      boolean ends = false;
      if (frame instanceof Http2DataFrame data) {
        message.writeBytes(data.content());
        ends = data.isEndStream();
      } else if (frame instanceof Http2HeadersFrame headers) {
        ends = headers.isEndStream();
      }
      if (ends) {
        accept(ByteBufUtil.getBytes(message, GRPC_PREFIX, message.readableBytes() - GRPC_PREFIX));
        context.write(
            new DefaultHttp2HeadersFrame(
                new DefaultHttp2Headers().status("200").set("content-type", "application/grpc")));
        context.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[GRPC_PREFIX])));
        context.writeAndFlush(
            new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().set("grpc-status", "0"), true));
      }
    }
  }

  String httpUrl() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  String grpcUrl() {
    return "http://127.0.0.1:" + ((InetSocketAddress) grpc.localAddress()).getPort();
  }

  private synchronized void accept(byte[] request) throws InvalidProtocolBufferException {
    ExportTraceServiceRequest.parseFrom(request)
        .getResourceSpansList()
        .forEach(
            resource -> {
              resource
                  .getResource()
                  .getAttributesList()
                  .forEach(attribute -> services.add(attribute.getValue().getStringValue()));
              resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
            });
  }

  synchronized List<Span> spans() {
    return List.copyOf(spans);
  }

  synchronized List<String> services() {
    return List.copyOf(services);
  }

  @Override
  public void close() {
    http.stop(0);
    grpc.close();
    loops.shutdownGracefully();
  }
}
