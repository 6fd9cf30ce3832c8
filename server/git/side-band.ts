// Side-band multiplexing: the first byte of a packet says what the rest is: 1 data, 2 progress for a person, 3 a fatal
// error. https://git-scm.com/docs/gitprotocol-pack#_packfile_data
import { expectEnd, type Packet, remoteError } from './pkt-line.js';
import { GitError } from './port.js';

/** The data of channel 1 up to the flush packet. Progress is dropped; an early end is an error. */
export async function* readSideBand(packets: AsyncGenerator<Packet, void, void>): AsyncGenerator<Buffer, void, void> {
  for (;;) {
    const { value: packet, done } = await packets.next();
    if (done === true) throw new GitError('protocol', 'the answer is cut off before its end');
    if (packet === 'flush') return expectEnd(packets);
    if (typeof packet === 'string') throw new GitError('protocol', 'a delimiter inside of pack data');
    switch (packet[0]) {
      case 1:
        yield packet.subarray(1);
        break;
      case 2:
        break;
      case 3:
        throw remoteError(packet.toString('utf8', 1));
      default:
        throw new GitError('protocol', `an unknown side-band ${packet[0]}`);
    }
  }
}
