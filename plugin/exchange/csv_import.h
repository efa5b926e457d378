#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugin/exchange/column_mapping.h"
#include "plugin/exchange/conversation_starts.h"
#include "plugin/exchange/csv_reader.h"
#include "plugin/exchange/event_file_bytes.h"
#include "plugin/exchange/imported_row.h"
#include "plugin/exchange/reject_file.h"
#include "plugin/exchange/stand_in.h"
#include "plugin/exchange/text_decoder.h"
#include "plugin/replay.h"

/// CSV exports of platforms into a database (docs/importing.md).
///
/// Rows go through the core in chunks, each sorted by time and each through a desk of its own, so
/// that memory depends neither on the size of the file nor on conversations that never close. Where
/// the rows of a conversation do not rise in time, the file is looked through once more beforehand:
/// a conversation has to begin where it began, though that may stand many chunks further on. With
/// the last of a chunk's events its position is written, in one transaction: an import that was
/// stopped, killed even, goes on there. Whatever was imported twice all the same is in the database
/// once, for every event has its id from the row.
namespace plugin::exchange {

/// A file that cannot be imported at all: no header, columns missing. Names file and remedy.
class ImportRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct CsvImportOptions {
  ReplayOptions core;
  std::vector<ColumnMapping> mappings;  ///< the first that has its columns is used
  Encoding encoding = Encoding::kAuto;
  std::string zone;  ///< of times without an offset; empty: the mapping's, else the profile's
  /// Rows that name no shop are of core.shop and of no other; false: nobody said so.
  bool is_shop_told = false;
  qa::Time now{};
  /// Rows that are sorted and written together: some 20 MB, and half a second's work. > 0
  std::int64_t rows_a_chunk = 20'000;
};

struct CsvImportTally {
  std::string mapping;
  Encoding encoding = Encoding::kAuto;
  std::int64_t earlier = 0;             ///< records that a run which was stopped has done
  std::int64_t rows = 0;                ///< of this run, without headers and blank ones
  std::int64_t taken = 0;               ///< of them: new
  std::int64_t duplicates = 0;          ///< of them: in the database already, or twice in the file
  std::int64_t rejected = 0;            ///< of them: see `problems`
  std::int64_t headers = 0;             ///< headers met again, of files put together
  Notes problems;                       ///< why rows were rejected
  Notes notes;                          ///< what was put right
  std::vector<std::string> time_forms;  ///< ways in which times are written
  std::vector<std::string> unused;      ///< columns that mean nothing to the mapping
  ReplayCounts made;                    ///< what came of it
};

class CsvImport {
 public:
  enum class Ended {
    kWhole,
    kStopped,  ///< is_cancelled() said so; everything until then is stored
    kChanged,  ///< the part an earlier run has done is not what it was: forget() and begin again
  };

  /// @param store  null: nothing is kept, rows are only read and judged on their own
  CsvImport(CsvImportOptions options, store::Store* store);

  /// Looks at the beginning of a file. @param size  of the file, 0 where it has none (a pipe): then
  /// it cannot be resumed. @returns true where an earlier run stopped in its midst.
  bool begin(ByteReader& file, std::int64_t size);
  /// The file, once begun. @param rejects  may be null
  /// @throws EventFileError, ImportRefused, store::Error
  Ended read(ByteReader& file, RejectFile* rejects);

  /// After kChanged: the file is no longer taken for one that is half done.
  void forget();

  const CsvImportTally& tally() const { return tally_; }

  /// Asked every thousand rows. May be empty.
  std::function<bool(const CsvImportTally&)> is_cancelled;
  /// Where batches go instead of the store's append(). May be empty.
  std::function<void(store::Batch&&)> keep_batch;

 private:
  /// A conversation within one chunk.
  struct Talk {
    std::optional<qa::Event> opened;  // of message rows, as is what follows
    std::optional<qa::Event> closed;
    qa::Time at{};  // of the message before, and its place there
    int place = 0;
    qa::Time newest{};        // in the order of the file
    bool is_known = false;    // opened in an earlier chunk
    std::string shop;         // empty: no row of the chunk names one
    std::size_t shop_hash{};  // 0: no row names one, of earlier chunks either
    StoredTalk stored;
    bool is_elsewhere = false;  // stored under another shop
    bool is_met = false;        // its first row was brought
  };

  /// A row of the chunk, and what came of its events.
  struct Row {
    std::int64_t line = 0;
    bool is_new = false;
    bool is_known = false;
    bool is_refused = false;
    bool is_elsewhere = false;
  };

  struct Item {
    qa::Event event;
    Talk* talk = nullptr;
    std::size_t row = 0;     // in chunk_rows_
    bool gives_way = false;  // to the messages themselves, where they are stored
  };

  /// How far the file is done with.
  struct Position {
    std::int64_t records = 0;
    std::size_t digest = 0;
  };

  const std::string& zone_of(const ColumnMapping& mapping) const;
  bool read_header(CsvReader& reader, const std::string& name, RejectFile* rejects);
  std::optional<Ended> read_rows(CsvReader& reader, const TextDecoder& decoder,
                                 const ByteReader& file, RejectFile* rejects);
  bool take(const CsvRecord& record, RejectFile* rejects);
  bool is_seam(qa::Time at) const;
  void reject(const CsvRecord& record, std::string_view why, RejectFile* rejects);
  bool is_full() const;
  bool look_ahead(const ByteReader& file);
  Talk* talk_of(const ImportedRow& row);
  void hold(const CsvRecord& record, RejectFile* rejects);
  void hold_message(Talk& talk, std::size_t place);
  void put_in_order();
  bool meet(Talk& talk, const qa::History& stored) const;
  void bring_chunk(Replay& replay);
  void note_stored(const Talk& talk, std::int64_t line);
  void count_rows();
  void write_chunk(RejectFile* rejects, std::optional<Position> position);
  /// Of a rating whose event is stored already: the same as a revision, where the conversation has
  /// none like it; nullopt: nothing has changed.
  std::optional<qa::Event> revised(const qa::Event& rating);
  void bring(Replay& replay, Item& item);
  void sum_up(const ReplayCounts& counts);

  CsvImportOptions options_;
  store::Store* store_;
  CsvImportTally tally_;
  std::optional<RowReader> rows_;
  ImportedRow row_;
  std::vector<std::string_view> cells_;  // of row_
  std::string_view first_;               // of the file's bytes, not read yet
  std::vector<std::string> header_;
  std::vector<Item> chunk_;
  std::vector<Row> chunk_rows_;
  qa::Time last_at_{};               // of the row before
  bool is_due_ = false;              // the chunk ends before the next row of another time
  std::int64_t rows_since_due_ = 0;  // all of one time
  std::int64_t chunks_ = 0;          // before this one
  std::vector<std::size_t> order_;   // of the chunk: places in it, by time
  std::unordered_map<std::string, Talk> talks_;  // of the chunk
  // Hashes of conversations opened in this run, and of the shops they were filed under.
  std::unordered_map<std::size_t, std::size_t> opened_;
  bool can_be_read_again_ = false;            // it is no pipe
  bool is_falling_ = false;                   // the rows of some conversation are
  std::optional<ConversationStarts> starts_;  // once looked ahead
  ConversationStarts* seen_by_ = nullptr;     // of an import that only looks: whom it tells
  std::string position_name_;                 // empty: cannot be resumed
  std::size_t digest_ = 0;                    // of all records so far
  std::int64_t records_ = 0;                  // read so far, header left out
  std::int64_t earlier_ = 0;                  // of them: done by an earlier run
  std::string earlier_digest_;
};

}  // namespace plugin::exchange
