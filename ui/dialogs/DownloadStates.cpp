// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/DownloadStates.h"

#include "core/spec/ModelCatalogue.h"
#include "ui/common/Messages.h"
#include "ui/common/Words.h"
#include "ui/dialogs/ModelWords.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace studio::ui {
namespace {

using hub::FileProgress;
using hub::FileState;

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(DownloadStates)
};

// The files that share a row.
struct Group {
    ModelPart part = ModelPart::VideoModel;
    std::string repository;
    std::vector<const FileProgress*> files;

    [[nodiscard]] uint64_t sum(uint64_t FileProgress::*member) const
    {
        uint64_t all = 0;
        for (const FileProgress* const file : files)
            all += file->*member;
        return all;
    }
    [[nodiscard]] const FileProgress* first(FileState state) const
    {
        const auto found
            = std::find_if(files.begin(), files.end(), [&](const FileProgress* file) { return file->state == state; });
        return found == files.end() ? nullptr : *found;
    }
    [[nodiscard]] bool wantsLogin() const
    {
        return std::any_of(files.begin(), files.end(), [](const FileProgress* file) {
            return file->state == FileState::Failed && file->error && file->error->code == ErrorCode::LoginWanted;
        });
    }
    // All that load have failed last, and are tried again.
    [[nodiscard]] bool waitsForNetwork() const
    {
        return first(FileState::Loading) && std::all_of(files.begin(), files.end(), [](const FileProgress* file) {
                   return file->state != FileState::Loading
                       || (file->error && file->error->code == ErrorCode::NetworkFailed);
               });
    }
    [[nodiscard]] double speed() const
    {
        double all = 0;
        for (const FileProgress* const file : files)
            all += file->bytesPerSecond;
        return all;
    }
};

std::vector<Group> groupsOf(const std::vector<FileProgress>& files)
{
    std::vector<Group> groups;
    for (const FileProgress& file : files) {
        const ModelPart part = shownPart(file.part);
        auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& each) {
            return each.part == part && each.repository == file.repository;
        });
        if (group == groups.end())
            group = groups.insert(group, {.part = part, .repository = file.repository, .files = {}});
        group->files.push_back(&file);
    }
    std::stable_sort(groups.begin(), groups.end(), [](const Group& one, const Group& other) {
        return one.sum(&FileProgress::bytes) < other.sum(&FileProgress::bytes);
    });
    return groups;
}

int permilleOf(uint64_t have, uint64_t bytes)
{
    return bytes == 0 ? 0 : static_cast<int>(1000.0 * static_cast<double>(have) / static_cast<double>(bytes));
}

QString speedWords(double bytesPerSecond)
{
    return Tr::tr("%1/s", "a size").arg(words::fileSize(static_cast<uint64_t>(bytesPerSecond)));
}

// What happened and why, as two sentences.
QString sentences(const Error& error, const QString& target)
{
    const QString subject = words::text(std::string_view(error.subject));
    const MessageValues values{{QStringLiteral("file"), subject.section(QLatin1Char('/'), -1)},
                               {QStringLiteral("folder"), target},
                               {QStringLiteral("reason"), reasonWords(error)}};
    const Message said = message(error.code == ErrorCode::DiskFull ? MessageId::DownloadDiskFull
                                                                   : messageOf(error.code, ErrorSubject::Model),
                                 values);
    return said.what % QLatin1Char(' ') % said.why;
}

QString noRoomWords(const hub::NoRoom& room)
{
    const QString disk = words::quoted(words::shortPath(room.disk));
    const QString what = room.free < room.toCome
        ? Tr::tr("The disk %1 is full: %2 more are needed.", "a folder, a size")
              .arg(disk, words::fileSize(room.toCome - room.free))
        : Tr::tr("The disk %1 takes no more, and %2 are still to come.", "a folder, a size")
              .arg(disk, words::fileSize(room.toCome));
    return what % QLatin1Char(' ') % Tr::tr("Make room there, then resume. What has come is kept.");
}

} // namespace

QString sourceWords(const QString& name, double bytesPerSecond)
{
    return bytesPerSecond > 0 ? QString(name % QStringLiteral(" · ") % speedWords(bytesPerSecond)) : name;
}

QString tokenWords(const DownloadOrder& order, const TokenStore& tokens)
{
    const hub::HubServer server = hub::HubServer::named(order.source.toStdString());
    if (server.hasTokenOfEnvironment())
        return {};
    switch (tokens.place(hub::originOf(server.address))) {
    case TokenPlace::None: break;
    case TokenPlace::Keyring: return Tr::tr("The token is kept in the system's keyring.");
    case TokenPlace::Session: return Tr::tr("There is no keyring here: the token is held until the program ends.");
    }
    return {};
}

QList<DownloadRowState> downloadRows(const DownloadStatus& status, const ModelEntry& model)
{
    QList<DownloadRowState> rows;
    const hub::HubServer server = hub::HubServer::named(status.order.source.toStdString());
    const PublishedVariant* const variant
        = findVariant(status.order.model.toStdString(), status.order.variant.toStdString());
    for (const Group& group : groupsOf(status.files)) {
        DownloadRowState row;
        row.name = partName(group.part, model);
        row.repository = QString::fromStdString(group.repository);
        row.page = QString::fromStdString(server.pageOf(group.repository));
        if (variant && (group.part == ModelPart::VideoModel || group.part == ModelPart::TextEncoder))
            row.format = QString::fromStdString(variant->title);
        const uint64_t bytes = group.sum(&FileProgress::bytes);
        const uint64_t have = group.sum(&FileProgress::have);
        row.permille = permilleOf(have, bytes);
        row.sizes = have == 0 || have >= bytes ? words::fileSize(bytes) : words::fileSizes(have, bytes);
        const auto isWhole = [](const FileProgress* file) { return file->state == FileState::Whole; };
        const bool isRefused = status.state == DownloadState::Failed && status.error
            && status.error->code == ErrorCode::LoginWanted && status.error->subject == row.page.toStdString();
        if (isRefused || group.wantsLogin()) {
            row.glyph = Glyph::Error;
            row.tone = Tone::Bad;
            row.words = Tr::tr("failed");
            row.why = Tr::tr("This file wants a login.");
            row.buttons = {RowButton::OpenPage, RowButton::PasteToken};
            if (server.hasTokenOfEnvironment())
                row.paste = {.on = false, .why = Tr::tr("The token of the environment (HF_TOKEN) is used.")};
        } else if (const FileProgress* const failed = group.first(FileState::Failed)) {
            row.glyph = Glyph::Error;
            row.tone = Tone::Bad;
            row.words = Tr::tr("failed");
            row.why = failed->error ? sentences(*failed->error, status.order.target) : QString();
            row.buttons = {RowButton::TryAgain};
        } else if (std::all_of(group.files.begin(), group.files.end(), isWhole)) {
            row.glyph = Glyph::Ok;
            row.tone = Tone::Ok;
            row.words = Tr::tr("whole, hash right");
        } else if (group.first(FileState::Loading) && status.state == DownloadState::Paused) {
            row.glyph = Glyph::Download;
            row.tone = Tone::Busy;
            row.words = Tr::tr("paused");
        } else if (group.waitsForNetwork()) {
            row.glyph = Glyph::Download;
            row.tone = Tone::Warn;
            row.words = Tr::tr("waiting");
            row.why = Tr::tr("Waiting for the network, goes on by itself.");
        } else if (group.first(FileState::Loading)) {
            row.glyph = Glyph::Download;
            row.tone = Tone::Busy;
            row.words = group.speed() > 0 ? speedWords(group.speed()) : QStringLiteral("–");
        } else if (group.first(FileState::Checking)) {
            row.glyph = Glyph::Hash;
            row.tone = Tone::Busy;
            row.words = Tr::tr("checking the hash…");
        } else {
            row.words = status.isRunning() ? Tr::tr("waiting") : QString();
        }
        rows.append(row);
    }
    return rows;
}

DownloadHeadState downloadHead(const DownloadStatus& status)
{
    DownloadHeadState head;
    head.permille = permilleOf(status.have, status.bytes);
    head.sizes = status.have == 0 ? words::fileSize(status.bytes) : words::fileSizes(status.have, status.bytes);
    switch (status.state) {
    case DownloadState::None: head.what = Tr::tr("Not begun"); break;
    case DownloadState::Listing: head.what = Tr::tr("Asking what there is…"); break;
    case DownloadState::Loading: {
        head.what = Tr::tr("Downloading");
        const bool isKnown = status.bytesPerSecond > 0;
        head.speed = isKnown ? speedWords(status.bytesPerSecond) : QString();
        head.left = isKnown
            ? Tr::tr("%1 left", "a duration")
                  .arg(words::duration(static_cast<double>(status.bytes - status.have) / status.bytesPerSecond))
            : QStringLiteral("–");
        break;
    }
    case DownloadState::Interrupted:
    case DownloadState::Paused:
        head.what = Tr::tr("Paused at %1", "a size").arg(words::fileSize(status.have));
        if (status.noRoom)
            head.problem = noRoomWords(*status.noRoom);
        break;
    case DownloadState::Finished: head.what = Tr::tr("Everything is there"); break;
    case DownloadState::Failed:
        head.what = Tr::tr("Stopped at %1", "a size").arg(words::fileSize(status.have));
        if (status.error)
            head.problem = sentences(*status.error, status.order.target);
        break;
    }
    return head;
}

QList<LicenceLink> licenceLinks(const DownloadOrder& order)
{
    QList<LicenceLink> links;
    const hub::HubServer server = hub::HubServer::named(order.source.toStdString());
    for (const SourceFile& file : filesOf(order)) {
        const QString repository = QString::fromStdString(file.repository);
        const LicenceLink link{.name = repository.section(QLatin1Char('/'), -1),
                               .repository = repository,
                               .page = QString::fromStdString(server.pageOf(file.repository))};
        if (!links.contains(link))
            links.append(link);
    }
    return links;
}

QString downloadCommands(const DownloadOrder& order)
{
    const hub::HubServer server = hub::HubServer::named(order.source.toStdString());
    QString program = QStringLiteral("hf download ");
    if (server.kind == hub::ServerKind::ModelScope)
        program = QStringLiteral("modelscope download --model ");
    else if (server.address != hub::HubServer{}.address)
        program.prepend(QStringLiteral("HF_ENDPOINT=%1 ").arg(QString::fromStdString(server.address)));
    struct Line {
        ModelPart part;
        std::string repository;
        QString text;
    };
    std::vector<Line> lines;
    for (const SourceFile& file : filesOf(order)) {
        if (!file.needed)
            continue;
        const ModelPart part = shownPart(file.part);
        auto line = std::find_if(lines.begin(), lines.end(), [&](const Line& each) {
            return each.part == part && each.repository == file.repository;
        });
        if (line == lines.end())
            line = lines.insert(line,
                                {part, file.repository, QString(program % QString::fromStdString(file.repository))});
        line->text += QLatin1Char(' ') % QString::fromStdString(file.path);
    }
    QStringList texts;
    for (const Line& line : lines)
        texts.append(line.text);
    return texts.join(QLatin1Char('\n'));
}

} // namespace studio::ui
