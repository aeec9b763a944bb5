/**
 * A local broker for machines that have none, in a JVM of its own. Starts at {@link
 * dev.skipstream.broker.BrokerProcess}. Exports BrokerProcess, Listener and BrokerMain; hides the
 * classes of the broker.
 */
package dev.skipstream.broker;
